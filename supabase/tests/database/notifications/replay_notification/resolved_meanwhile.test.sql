-- A dead opening of an alert that ended meanwhile: both are told, in their order.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update guardian_alerts set created_at = now() - interval '1 hour', detected_at = now() - interval '1 hour';
update notifications set created_at = now() - interval '1 hour';
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select id into temp message from notifications;
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select results_eq($$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api dead'],
  'who did not hear of it does not hear of its end');
select is(replay_notification(id), 1, 'when it is replayed') from message;
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api pending', 'ops: resolved api pending'],
  'its end follows'
);
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select is((select unit #>> '{notifications,0,event}' from leased), 'opened', 'first that it began');
select is((select pg_temp.lease(ops_id) from channels), null, 'its end waits for that');
select pg_temp.acknowledge(unit, 'delivered') from leased;
select is((select pg_temp.lease(ops_id) #>> '{notifications,0,event}' from channels), 'resolved', 'then that it ended');

select * from finish();
rollback;
