-- A lease is given for a time, and counted when given.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set next_attempt_at = '2026-03-01 12:00+00';
select is(
  (select pg_temp.lease(ops_id, '2026-03-01 11:59:59.999999+00') from channels), null, 'nothing is leased before it is due'
);
select pg_temp.lease(ops_id, '2026-03-01 12:00+00') as unit into temp leased from channels;
select results_eq(
  $$select state, attempts, lease, next_attempt_at, finished_at from notifications$$,
  $$select 'leased', 1, (unit ->> 'lease')::uuid, timestamptz '2026-03-01 12:01+00', null::timestamptz from leased$$,
  'at that instant it is, for the 60 s of delivery_lease, and the attempt counts'
);
select is(
  (select pg_temp.lease(ops_id, '2026-03-01 12:00:59.999999+00') from channels), null, 'nobody else gets it until the lease ends'
);

select * from finish();
rollback;
