-- An acknowledgement without the lease is refused and changes nothing.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select to_jsonb(n) as notification, to_jsonb(c) as channel into temp before
from notifications n join notification_channels c on c.id = n.channel_id;
select results_eq(
  $$select acknowledge_notification((unit ->> 'unit_id')::uuid, gen_random_uuid(), outcome)
    from leased, unnest(array['delivered', 'retry', 'failed', 'gone']) outcome$$,
  array[false, false, false, false], 'another lease is refused, whatever it reports'
);
select ok(
  not (select acknowledge_notification(gen_random_uuid(), (unit ->> 'lease')::uuid, 'delivered') from leased),
  'the lease is worth nothing for another unit'
);
select results_eq(
  $$select to_jsonb(n), to_jsonb(c) from notifications n join notification_channels c on c.id = n.channel_id$$,
  $$select notification, channel from before$$, 'nothing changed'
);
select is((select count(*) from guardian_alerts), 1::bigint, 'and no alert was opened');

select * from finish();
rollback;
