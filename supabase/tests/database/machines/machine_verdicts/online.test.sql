-- Online: last_seen is set, and its age is at most the threshold.
begin;
select plan(5);
select pg_temp.start_empty();

create function pg_temp.status_of(last_seen timestamptz, offline_after interval default null) returns text language sql as $$
  with made as (select pg_temp.make_machine('web', status_of.last_seen, offline_after := status_of.offline_after) as id)
  select 1 from made;
  select v.new_status from private.machine_verdicts('2030-03-01 06:00+00', null, '1970-01-01 00:00+00') v order by v.id desc limit 1;
$$;
select is(pg_temp.status_of('2030-03-01 05:58:00+00'), 'online', 'two minutes old');
select is(pg_temp.status_of('2030-03-01 05:57:59.999999+00'), 'offline', 'a moment older');
select is(pg_temp.status_of('2030-03-01 05:59:00+00', '59 seconds'), 'offline', 'its own threshold comes first');
select is(pg_temp.status_of(null), 'offline', 'one that was never seen is not online');
select is(pg_temp.status_of('2030-03-01 07:00+00'), 'online', 'one seen ahead of time, after an edit by hand, is');

select * from finish();
rollback;
