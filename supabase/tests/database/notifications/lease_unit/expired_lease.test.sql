-- What a sender did not report on is sent again, as the same message.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set next_attempt_at = '2026-03-01 12:00+00';
select pg_temp.lease(ops_id, '2026-03-01 12:00+00') as unit into temp first_lease from channels;
select pg_temp.lease(ops_id, '2026-03-01 12:01+00') as unit into temp second_lease from channels;
select is(
  (select unit ->> 'unit_id' from second_lease), (select unit ->> 'unit_id' from first_lease),
  'when the lease ends the next one has the same unit id'
);
select isnt(
  (select unit ->> 'lease' from second_lease), (select unit ->> 'lease' from first_lease), 'and a lease of its own'
);
select is((select (unit ->> 'attempt')::int from second_lease), 2, 'it is the second attempt');
select is(
  (select unit - '{lease,lease_expires_at,attempt}'::text[] from second_lease),
  (select unit - '{lease,lease_expires_at,attempt}'::text[] from first_lease),
  'nothing else of it differs'
);
select ok(not (select pg_temp.acknowledge(unit, 'delivered') from first_lease), 'the first lease is worth nothing any more');
select ok((select pg_temp.acknowledge(unit, 'delivered') from second_lease), 'the second is');

select * from finish();
rollback;
