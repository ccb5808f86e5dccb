-- A test goes first and alone.
begin;
select plan(3);
select pg_temp.start_empty();

insert into app_settings (key, value) values ('group_threshold', '1');
select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('fresh' || n) from generate_series(1, 2) n;
select pg_temp.make_alert('tried');
update notifications n set attempts = 1, next_attempt_at = now() - interval '1 hour'
from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'tried';
select send_test_notification(ops_id) from channels;
create function pg_temp.next_unit() returns text language sql as $$
  select string_agg((n ->> 'event') || ' ' || (n #>> '{alert,subject_id}'), ', ' order by n #>> '{alert,subject_id}')
  from channels, jsonb_array_elements(pg_temp.lease(ops_id) -> 'notifications') n;
$$;
select is(pg_temp.next_unit(), 'test heartbase', 'before a retry, and in no group');
select is(pg_temp.next_unit(), 'opened tried', 'then the retry');
select is(pg_temp.next_unit(), 'opened fresh1, opened fresh2', 'then the rest, grouped');

select * from finish();
rollback;
