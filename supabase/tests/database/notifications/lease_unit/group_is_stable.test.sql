-- A group that is sent again is the same message, whatever came since.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 7) n;
update notifications set next_attempt_at = '2026-03-01 12:00+00';
select pg_temp.lease(ops_id, '2026-03-01 12:00+00') as unit into temp first_lease from channels;
select pg_temp.make_alert('late' || n) from generate_series(1, 9) n;
update notifications set next_attempt_at = '2026-03-01 12:00+00' where state = 'pending';
select pg_temp.lease(ops_id, '2026-03-01 12:01+00') as unit into temp second_lease from channels;
select is(
  (select unit - '{lease,lease_expires_at,attempt}'::text[] from second_lease),
  (select unit - '{lease,lease_expires_at,attempt}'::text[] from first_lease),
  'the same members go out under the same id, before what is fresh'
);
select ok((select pg_temp.acknowledge(unit, 'delivered') from second_lease), 'one acknowledgement settles it');
select results_eq(
  $$select state, count(*) from notifications group by 1 order by 1$$,
  $$values ('delivered', 7::bigint), ('pending', 9)$$,
  'all of its members are delivered, and no other'
);

select * from finish();
rollback;
