-- A dead recovery comes back with its dead opening, and waits behind it; alone it comes back by itself.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api') as alert_id into temp alerts_made;
update guardian_alerts set created_at = now() - interval '1 hour', resolved_at = now();
delete from notifications;
insert into notifications (alert_id, channel_id, event, state, attempts, created_at, last_error)
select alert_id, ops_id, e.event, 'dead', 3, now() - e.ago, 'because'
from alerts_made, channels, (values ('opened', interval '1 hour'), ('resolved', '2 hours')) e(event, ago);
select is(replay_notification(id), 2, 'both come back') from notifications where event = 'opened';
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select is((select unit #>> '{notifications,0,event}' from leased), 'opened', 'the opening goes first, whenever they were written');
select is((select pg_temp.lease(ops_id) from channels), null, 'the recovery waits');
select pg_temp.acknowledge(unit, 'delivered') from leased;
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select is(replay_notification(id), 1, 'a recovery whose opening arrived comes back alone') from notifications where event = 'resolved';
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$, array['ops: opened api delivered', 'ops: resolved api pending'],
  'and nothing else does'
);

select * from finish();
rollback;
