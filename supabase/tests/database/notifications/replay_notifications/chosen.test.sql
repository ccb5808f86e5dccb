-- All dead messages of a channel, of an alert, or of both; others stay.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id, pg_temp.make_channel('off') as off_id
into temp channels;
select pg_temp.make_alert('a') as a_id, pg_temp.make_alert('b') as b_id into temp made;
update notifications set state = 'dead', last_error = 'because';
update notification_channels set enabled = false where name = 'off';
select is(replay_notifications(ops_id, a_id), 1, 'of an alert on a channel') from channels, made;
select is(replay_notifications(p_alert_id => a_id), 1, 'of an alert, where the channel is on') from made;
select is(replay_notifications(spare_id), 1, 'of a channel') from channels;
select throws_ok($$select replay_notifications(off_id) from channels$$, '22023', 'channel_inactive', 'not of one that is off');
select is(replay_notifications(), 1, 'all that are left');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['off: opened a dead', 'off: opened b dead', 'ops: opened a pending', 'ops: opened b pending', 'spare: opened a pending',
    'spare: opened b pending'],
  'what is for a channel that is off stays dead'
);

select * from finish();
rollback;
