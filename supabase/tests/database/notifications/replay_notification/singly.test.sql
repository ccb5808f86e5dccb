-- Messages that died one by one go out one by one: a new group would hide them behind an id that a receiver may know.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 7) n;
update notifications n set state = 'dead', attempts = 1, last_error = 'because', created_at = now() - interval '1 minute' * right(a.subject_id, 1)::int
from guardian_alerts a where a.id = n.alert_id;
select is(replay_notifications(), 7, 'seven came back');
select pg_temp.lease(ops_id) as unit into temp leased from channels;
select is((select unit ->> 'count' from leased), '1', 'the first goes alone');
select is((select unit #>> '{notifications,0,alert,subject_id}' from leased), 'a7', 'and it is the oldest');

select * from finish();
rollback;
