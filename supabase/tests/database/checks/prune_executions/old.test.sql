-- Executions and failures are kept for as long as the setting says.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 12:00+00');
insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('acme', 'run', 'x', '2026-03-01 12:00+00');
select is(private.prune_executions('2026-03-31 12:00+00'), 0, 'not sooner');
select is(private.prune_executions('2026-03-31 12:00:00.000001+00'), 1, 'then it goes');
select is_empty($$select from heartbeat_notifications$$, 'with what it told');
select is_empty($$select from heartbeat_failures$$, 'and failures of its age');

select * from finish();
rollback;
