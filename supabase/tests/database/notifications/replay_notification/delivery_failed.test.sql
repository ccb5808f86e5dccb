-- The alert about the channel ends when the replayed message arrives, and opens again when it dies again.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select id into temp message from notifications where state = 'dead';
select results_eq(
  $$select alerts from pg_temp.alerts() where alerts like '%delivery-failed%'$$,
  $$select 'notification_channel/' || ops_id || ' delivery-failed open' from channels$$, 'the death opened an alert'
);
select replay_notification(id) from message;
select results_eq(
  $$select alerts from pg_temp.alerts() where alerts like '%delivery-failed%'$$,
  $$select 'notification_channel/' || ops_id || ' delivery-failed open' from channels$$, 'to replay says nothing yet'
);
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'failed') from channels;
select is(
  (select count(*) from guardian_alerts where alert_type = 'delivery-failed'), 1::bigint, 'while it is open another death is no news'
);
select replay_notification(id) from message;
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select results_eq(
  $$select alerts from pg_temp.alerts() where alerts like '%delivery-failed%'$$,
  $$select 'notification_channel/' || ops_id || ' delivery-failed resolved' from channels$$, 'the arrival ends it'
);
select results_eq(
  $$select replays, replayed_error from notifications where id = (select id from message)$$, $$values (2, 'because')$$,
  'every replay is counted'
);

select * from finish();
rollback;
