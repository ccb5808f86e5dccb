-- A dead message is itself an alert, once, on the other channels.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('a'), pg_temp.make_alert('b');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select results_eq(
  $$select subject_kind, subject_id, subject_name, alert_type, severity, message, details ->> 'reason'
    from guardian_alerts where alert_type <> 'down'$$,
  $$select 'service', 'notification_channel/' || ops_id, 'ops', 'delivery-failed', 'critical',
    'Alerts no longer reach the channel "ops".', 'because' from channels$$,
  'the alert says which channel and why'
);
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select results_eq(
  $$select c.name, n.event from notifications n join notification_channels c on c.id = n.channel_id
    join guardian_alerts a on a.id = n.alert_id where a.alert_type = 'delivery-failed'$$,
  $$values ('spare', 'opened')$$, 'the second dead message makes no second alert'
);

select * from finish();
rollback;
