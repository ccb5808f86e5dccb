-- What was tried before goes out before anything fresh.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('fresh'), pg_temp.make_alert('tried');
update notifications n set attempts = 1, created_at = now() + interval '1 hour'
from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'tried';
select is(
  (select pg_temp.lease(ops_id) #>> '{notifications,0,alert,subject_id}' from channels), 'tried', 'the retry is leased first'
);
select is(
  (select pg_temp.lease(ops_id) #>> '{notifications,0,alert,subject_id}' from channels), 'fresh', 'then the fresh one'
);

select * from finish();
rollback;
