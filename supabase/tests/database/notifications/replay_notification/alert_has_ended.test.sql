-- A channel that has heard of the end is not told afterwards that there is trouble.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update guardian_alerts set created_at = now() - interval '1 hour', detected_at = now() - interval '1 hour';
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select id into temp message from notifications where event = 'opened';
update guardian_alerts set reminder_count = 1 where subject_id = 'api';
update notifications set state = 'delivered' where event = 'reminder';
update guardian_alerts set resolved_at = now() where subject_id = 'api';
update notifications set state = 'delivered' where event = 'resolved';
select throws_ok($$select replay_notification(id) from message$$, 'PT409', 'alert_has_ended', 'the dead opening is not replayed');
select is(replay_notifications(), 0, 'nor with all others');
select results_eq(
  $$select * from pg_temp.outbox() where outbox like '%api%'$$,
  array['ops: opened api dead', 'ops: reminder 1 api delivered', 'ops: resolved api delivered'], 'and nothing changes'
);

select * from finish();
rollback;
