-- Trouble that is remedied within an execution is told once: that it was, and what was done about it.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check('a', 'high'), pg_temp.make_mood_check('b');
insert into notification_channels (name, kind, tenant_id, config) values ('chat', 'slack', 'acme', '{}'), ('hook', 'webhook', 'acme', '{}');
update tenant_settings set channels = '{dashboard,slack,webhook}';
select pg_temp.make_remedy($$perform pg_temp.set_mood(tenant_id, 'ok', id => check_id)$$);
insert into check_remediations (check_id, action) values ('a', 'fix');
select pg_temp.set_mood('acme', 'alert', id => 'a'), pg_temp.set_mood('acme', 'warning', id => 'b');
select pg_temp.run_due('2026-03-01 12:00+00') as executions into temp run;
select results_eq($$select * from pg_temp.told()$$, array['12:00 warning medium'], 'its alert waits, and other news do not');
select results_eq($$select * from pg_temp.outbox()$$, array['hook: opened acme pending'], 'nor on the channels');
select is(executions #>> '{acme,remediations,0,action}', 'fix', 'whoever runs the tenant is told what to run') from run;
select is(executions #>> '{acme,overallStatus}', 'has_alerts', 'what was found stands') from run;
select pg_temp.remedy('2026-03-01 12:00:05+00');
select results_eq($$select * from pg_temp.told()$$, array['12:00 warning medium', '12:00 ok high again'], 'then it is told that it was');
select results_eq($$select * from pg_temp.outbox()$$, array['chat: opened acme pending', 'hook: opened acme pending', 'hook: opened acme pending'],
  'to those who would have heard of it');
select is(
  (select details #>> '{results,0,message}' from guardian_alerts where message = 'Acme: 1 well again.'),
  'The remediation fix ran at 12:00 UTC. This is well again. It was: Mood', 'in words'
);
select results_eq(
  $$select notifiable_count, suppressed_count, notifications_sent, overall_status, remediations #>> '{0,statusBefore}',
      remediations #>> '{0,statusAfter}', remediations #>> '{0,status}' from heartbeat_executions$$,
  $$values (2, 0, 5, 'has_alerts', 'alert', 'ok', 'succeeded')$$, 'the execution knows of both'
);
select results_eq($$select check_id from tenant_check_states$$, array['b'], 'nothing goes on any more');
select results_eq($$select * from pg_temp.runs()$$, array['12:00 acme fix succeeded ok'], 'the run is recorded');
select is_empty($$select from playbook_events$$, 'and nobody has to act');
select pg_temp.run_due('2026-03-01 13:00+00');
select is((select count(*) from pg_temp.told()), 2::bigint, 'the next execution has nothing to add');

select * from finish();
rollback;
