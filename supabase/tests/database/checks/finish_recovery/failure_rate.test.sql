-- With more than half of all attempts failing there is an event, once in alert_repeat_after.
begin;
select plan(5);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
select pg_temp.run_due('2026-03-02 08:00+00');

insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'run', 'x', '2026-03-02 08:30+00');
select is(private.record_recovery('[]', '2026-03-02 09:00+00') -> 'linusDispatchNeeded', 'false', 'half is not more than half');
insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'run', 'x', '2026-03-02 08:40+00');
select is(private.record_recovery('[]', '2026-03-02 09:00+00') -> 'linusDispatchNeeded', 'true', 'two of three are');
select private.record_recovery('[]', '2026-03-02 14:59:59+00');
select is((select count(*) from playbook_events), 1::bigint, 'within 6 hours there is one event');
select private.record_recovery('[]', '2026-03-02 15:00+00');
select is((select count(*) from playbook_events), 2::bigint, 'then another');
select private.prune_executions('2026-04-01 09:00:00.000001+00');
select is((select count(*) from playbook_events), 1::bigint, 'they are kept as long as executions');

select * from finish();
rollback;
