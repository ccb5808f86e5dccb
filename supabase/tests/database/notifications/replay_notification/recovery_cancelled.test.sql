-- The recovery that was called off when its opening died comes back with it, and is called off again when that dies again.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update guardian_alerts set created_at = now() - interval '1 hour', detected_at = now() - interval '1 hour';
select pg_temp.lease(ops_id) as unit into temp leased from channels;
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select pg_temp.acknowledge(unit, 'failed') from leased;
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api dead', 'ops: resolved api cancelled'],
  'the opening is dead, and its end is not told'
);
select replay_notification((unit ->> 'unit_id')::uuid) from leased;
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api pending', 'ops: resolved api pending'],
  'both come back'
);
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api dead', 'ops: resolved api cancelled'],
  'and go together'
);

select * from finish();
rollback;
