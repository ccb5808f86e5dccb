-- Of many channels the failing ones have series, then those with the most messages; what is left out is counted.
begin;
select plan(2);
select pg_temp.start_empty();

delete from notification_channels;
select pg_temp.make_channel('idle'), pg_temp.make_channel('failing');
update notification_channels set min_severity = 'critical' where name = 'idle';
update notification_channels set failure_count = 1, enabled = false where name = 'failing';
select pg_temp.make_channel('busy');
select pg_temp.make_alert('api'), pg_temp.make_alert('site', severity => 'warning');
insert into app_settings (key, value) values ('metrics_max_series', '2');
select bag_eq(
  $$select labels ->> 'name' from private.measure_delivery() where name = 'heartbase_channel_enabled'$$,
  array['failing', 'busy'], 'the failing and the busy'
);
select results_eq(
  $$select value from private.measure_delivery() where labels = '{"kind": "channel"}'$$, array[1::numeric], 'one is left out'
);

select * from finish();
rollback;
