-- After the last attempt nothing is leased again.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api');
update notifications set attempts = 10, next_attempt_at = '2026-03-01 12:00+00';
select is(
  (select (pg_temp.lease(ops_id, '2026-03-01 12:00+00') ->> 'attempt')::int from channels), 11, 'the eleventh attempt is allowed'
);
select is((select pg_temp.lease(ops_id, '2026-03-01 13:00+00') from channels), null, 'a twelfth is not');

select * from finish();
rollback;
