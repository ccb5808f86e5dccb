-- Trouble that a remediation did not end is told after it, with what was done; and so are its repetitions and its end.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, max_per_day, cooldown) values ('mood', 'fix', 2, '6 hours');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');
select is_empty($$select * from pg_temp.told()$$, 'the alert waits');
select pg_temp.remedy('2026-03-01 12:00:05+00');
select results_eq($$select * from pg_temp.told()$$, array['12:00 alert medium'], 'and is told when nothing came of it');
select results_eq(
  $$select message, told_status, data #>> '{remediation,action}' from tenant_check_states$$,
  $$values ('The remediation fix ran at 12:00 UTC. This is still so. Mood', 'alert', 'fix')$$, 'with what was done'
);
select is_empty($$select from playbook_events$$, 'which is no event while the day allows more');
select pg_temp.run_due('2026-03-01 13:00+00');
select is((select results #>> '{0,message}' from heartbeat_executions where started_at = '2026-03-01 13:00+00'),
  'The remediation fix ran at 12:00 UTC. This is still so. Mood', 'the next execution says the same');
select is((select count(*) from pg_temp.told()), 1::bigint, 'and tells it nobody');
update private.tenant_run_states set next_run_at = '2026-03-01 18:00+00';
select pg_temp.run_due('2026-03-01 18:00+00');
select pg_temp.remedy('2026-03-01 18:00:05+00');
select results_eq($$select * from pg_temp.told() offset 1$$, array['18:00 alert medium'], 'it is tried again, and told again after 6 hours');
select is((select message from tenant_check_states),
  'The remediation fix ran at 18:00 UTC. This is still so. It is not tried again today. Mood', 'that it was the last of the day');
select results_eq(
  $$select type, details ->> 'reason', details ->> 'statusAfter' from playbook_events$$, $$values ('remediation_failed', 'exhausted', 'alert')$$,
  'is an event for the playbook'
);
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-01 19:00+00');
select results_eq($$select * from pg_temp.told() offset 2$$, array['19:00 ok medium again'], 'its end is told by the next execution');
select is((select results #>> '{0,message}' from heartbeat_notifications where created_at = '2026-03-01 19:00+00'),
  'The remediation fix ran at 18:00 UTC. This is well again.', 'with what was done before');

select * from finish();
rollback;
