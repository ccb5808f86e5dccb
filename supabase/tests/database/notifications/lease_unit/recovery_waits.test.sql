-- A recovery is not sent before the opening that it ends.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('api'), pg_temp.make_alert('other');
update notifications n set attempts = 1, next_attempt_at = now() + interval '1 minute'
from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'api';
update guardian_alerts set resolved_at = now() where subject_id = 'api';
select pg_temp.lease(ops_id) as unit into temp fresh from channels;
select is(
  (select unit #>> '{notifications,0,alert,subject_id}' from fresh), 'other',
  'while the opening waits for its next attempt, another alert goes first'
);
select pg_temp.acknowledge(unit, 'delivered') from fresh;
select is((select pg_temp.lease(ops_id) from channels), null, 'the recovery does not go out');
select pg_temp.lease(ops_id, now() + interval '1 minute') as unit into temp opening from channels;
select is((select unit #>> '{notifications,0,event}' from opening), 'opened', 'the opening does, when its time comes');
select is(
  (select pg_temp.lease(ops_id, now() + interval '1 minute') from channels), null, 'the recovery waits while it is under way'
);
select pg_temp.acknowledge(unit, 'delivered') from opening;
select is(
  (select pg_temp.lease(ops_id, now() + interval '1 minute') #>> '{notifications,0,event}' from channels), 'resolved',
  'once it was delivered the recovery goes out'
);

select * from finish();
rollback;
