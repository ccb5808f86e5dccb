-- Each channel has series of its own, also when another has its name.
begin;
select plan(3);
select pg_temp.start_empty();

delete from notification_channels;
select pg_temp.make_channel('ops'), pg_temp.make_channel('ops');
select pg_temp.make_alert('api');
update notifications set state = 'dead' where channel_id = (select min(id::text)::uuid from notification_channels);
update notification_channels set failure_count = 7, enabled = false where id = (select min(id::text)::uuid from notification_channels);
create function pg_temp.of_channels(family text) returns table (channel text, state text, value numeric) language sql as $$
  select case labels ->> 'channel_id' when (select min(id::text) from notification_channels) then 'first' else 'second' end,
    labels ->> 'state', m.value
  from private.measure_delivery() m
  where m.name = 'heartbase_channel_' || of_channels.family and labels ->> 'name' = 'ops' and labels ->> 'kind' = 'webhook'
  order by 1, 2
$$;
select results_eq(
  $$select * from pg_temp.of_channels('notifications')$$,
  $$values ('first', 'dead', 1::numeric), ('first', 'held', 0), ('first', 'leased', 0), ('first', 'pending', 0), ('second', 'dead', 0),
    ('second', 'held', 0), ('second', 'leased', 0), ('second', 'pending', 1)$$, 'its notifications by state'
);
select results_eq(
  $$select channel, value from pg_temp.of_channels('consecutive_failures')$$, $$values ('first', 7::numeric), ('second', 0)$$, 'its failures'
);
select results_eq(
  $$select channel, value from pg_temp.of_channels('enabled')$$, $$values ('first', 0::numeric), ('second', 1)$$, 'whether it is on'
);

select * from finish();
rollback;
