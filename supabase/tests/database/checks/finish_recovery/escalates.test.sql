-- Recovery failure dispatches Linus: an alert, open until the tenant is looked at, and one playbook event for what is new.
begin;
select plan(14);
select pg_temp.start_empty();
select pg_temp.make_channel('project');
select pg_temp.make_tenant(t) from unnest(array['acme', 'bright']) t;
select pg_temp.run_due('2026-03-02 08:00+00');

select is(private.record_recovery('[{"tenantId": "bright", "error": null}]', '2026-03-02 09:00+00'),
  '{"checked": 2, "recovered": 1, "failed": 0, "failureRate": 0.000, "linusDispatchNeeded": false}', 'one that recovered needs nobody');
select is_empty($$select from playbook_events$$, 'and no event');
create temporary table answer as
  select private.record_recovery('[{"tenantId": "acme", "error": "P0001 poisoned"}, {"tenantId": "bright"}, {"tenantId": "gone", "error": "x"}]', '2026-03-02 09:00+00') as a;
select is((select a from answer), '{"checked": 2, "recovered": 1, "failed": 1, "failureRate": 0.000, "linusDispatchNeeded": true}', 'one that failed does');
select results_eq($$select type, agent, priority, actions, tenant_ids, details #>> '{results,0,error}' from playbook_events$$,
  $$values ('heartbeat_failure_detected', 'linus', 'critical', array['heartbeat.diagnose', 'heartbeat.recoverAll', 'system.createAlert'],
    array['acme'], 'P0001 poisoned')$$, 'Linus dispatch on recovery failure');
select results_eq($$select tenant_id, kind, message from heartbeat_failures$$, $$values ('acme', 'recovery', 'P0001 poisoned')$$, 'the failure is kept');
select results_eq($$select pg_temp.alerts()$$, array['acme tenant-recovery-failed open'], 'an alert is open');
select results_eq($$select pg_temp.outbox()$$, array['project: opened acme pending'], 'and the project hears of it, though the tenant has channels of its own');

select private.record_recovery('[{"tenantId": "acme", "error": "P0001 poisoned"}]', '2026-03-02 09:05+00');
select is((select count(*) from guardian_alerts), 1::bigint, 'the next failure makes no second alert');
select is((select count(*) from playbook_events), 1::bigint, 'nor a second event');
select private.record_recovery('[{"tenantId": "bright", "error": "x"}]', '2026-03-02 09:10+00');
select results_eq($$select tenant_ids from playbook_events order by id desc limit 1$$, $$values (array['bright'])$$, 'another tenant''s does');

select pg_temp.run_due('2026-03-02 09:15+00');
select results_eq($$select pg_temp.alerts()$$,
  array['acme tenant-recovery-failed resolved', 'bright tenant-recovery-failed resolved'], 'whoever looks at it, the alert ends');
select throws_ok($$select finish_recovery('{}')$$, '22023', 'invalid_results', 'no array');
select throws_ok($$select finish_recovery('[{"error": "x"}]')$$, '22023', 'invalid_results', 'no tenant');
select throws_ok($$select finish_recovery('[{"tenantId": "a", "error": 1}]')$$, '22023', 'invalid_results', 'an error that is no text');

select * from finish();
rollback;
