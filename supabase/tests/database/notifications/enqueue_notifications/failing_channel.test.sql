-- Trouble of a channel is told on the others.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id, pg_temp.make_channel('spare') as spare_id into temp channels;
select pg_temp.make_alert('notification_channel/' || ops_id) from channels;
select results_eq(
  $$select c.name from notifications n join notification_channels c on c.id = n.channel_id$$, array['spare'],
  'it is not sent to the channel itself'
);

select * from finish();
rollback;
