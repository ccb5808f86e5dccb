-- A message that was accepted is done.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
update notification_channels set failure_count = 3 where name = 'ops';
select pg_temp.make_alert('api');
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select ok(
  (select acknowledge_notification((unit ->> 'unit_id')::uuid, (unit ->> 'lease')::uuid, 'delivered', null, 200) from leased),
  'the acknowledgement is taken'
);
select results_eq(
  $$select state, lease, http_status, last_error, finished_at is not null from notifications$$,
  $$values ('delivered', null::uuid, 200, null, true)$$, 'the message is delivered'
);
select results_eq(
  $$select failure_count, last_success_at is not null from notification_channels where name = 'ops'$$, $$values (0, true)$$,
  'the channel is well'
);
select ok(not (select pg_temp.acknowledge(unit, 'delivered') from leased), 'a second acknowledgement is stale');

select * from finish();
rollback;
