-- Messages beyond a channel's share of a minute go out as one.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('few') as few_id, pg_temp.make_channel('many') as many_id into temp channels;
update notification_channels set min_severity = 'warning' where name = 'few';
select pg_temp.make_alert('w' || n, null, 'warning') from generate_series(1, 5) n;
select pg_temp.make_alert('i', null, 'info');
select is(
  (select (pg_temp.lease(few_id) ->> 'count')::int from channels), 1, 'as many as group_threshold (5) go out one by one'
);
select pg_temp.lease(many_id) as unit into temp leased from channels;
select is((select (unit ->> 'count')::int from leased), 6, 'one more, and all go out as one');
select is(
  (select count(*) from notifications n, channels, leased
   where n.channel_id = many_id and n.group_id = (unit ->> 'unit_id')::uuid and n.lease = (unit ->> 'lease')::uuid),
  6::bigint, 'they share the lease and the id of the oldest'
);
select is_empty(
  $$select n.id from notifications n, channels where n.channel_id = few_id and n.group_id is not null$$,
  'a single message is no group'
);

select * from finish();
rollback;
