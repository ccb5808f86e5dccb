-- After three failures in a row a channel waits before its next message; a success ends it.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 4) n;
create function pg_temp.fail() returns interval language sql as $$
  select pg_temp.acknowledge(pg_temp.lease(ops_id), 'retry') from channels;
  select cooldown_until - last_error_at from notification_channels where name = 'ops';
$$;
select is(pg_temp.fail(), null::interval, 'none after the first failure');
select is(pg_temp.fail(), null::interval, 'nor after the second');
select is(pg_temp.fail(), interval '1 minute', 'a minute after the third');
select is(
  (select cooldown_until from notification_channel_status where name = 'ops'),
  (select cooldown_until from notification_channels where name = 'ops'), 'the status view says until when'
);
update notification_channels set next_send_at = '-infinity';
select is(
  (select array_agg(u #>> '{channel,name}') from jsonb_array_elements(claim_notifications() -> 'units') u), array['spare'],
  'nothing is claimed for it meanwhile'
);
-- However long it takes to claim again.
update notification_channels set next_send_at = 'infinity' where name = 'spare';
update notification_channels set cooldown_until = clock_timestamp() where name = 'ops';
select is(
  (select array_agg(u #>> '{channel,name}') from jsonb_array_elements(claim_notifications() -> 'units') u), array['ops'],
  'when it is over its message is claimed'
);
update notifications set state = 'pending', lease = null, next_attempt_at = now();
insert into app_settings (key, value) values ('channel_cooldown', '5 minutes');
select is(pg_temp.fail(), interval '5 minutes', 'a further failure begins another, as long as the setting says');
update notifications set next_attempt_at = now();
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select results_eq(
  $$select failure_count, cooldown_until from notification_channels where name = 'ops'$$, $$values (0, null::timestamptz)$$,
  'a success ends it'
);
select is(
  (select count(*) from notifications n join channels on ops_id = n.channel_id where n.state in ('pending', 'leased', 'delivered')),
  4::bigint, 'no message is lost by it'
);
update notification_channels set cooldown_until = now() where name = 'ops';
select is(
  (select cooldown_until from notification_channel_status where name = 'ops'), null::timestamptz, 'what is over is not shown'
);

select * from finish();
rollback;
