-- A group is one message: it comes back whole, under its id.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_alert('a' || n) from generate_series(1, 7) n;
select pg_temp.lease(ops_id) as unit into temp first_lease from channels;
select pg_temp.acknowledge(unit, 'failed') from first_lease;
select is(replay_notification((select max(id::text)::uuid from notifications where state = 'dead')), 7, 'with one member come all');
select pg_temp.make_alert('fresh');
update notifications n set created_at = n.created_at + interval '1 second'
from guardian_alerts a where a.id = n.alert_id and a.subject_id = 'fresh';
select pg_temp.lease(ops_id) as unit into temp fresh_lease from channels;
select is((select unit #>> '{notifications,0,alert,subject_id}' from fresh_lease), 'fresh', 'what is new goes before what is replayed');
select is((select unit ->> 'count' from fresh_lease), '1', 'and not with it');
select pg_temp.lease(ops_id) as unit into temp second_lease from channels;
select is(
  (select unit - '{lease,lease_expires_at}'::text[] from second_lease), (select unit - '{lease,lease_expires_at}'::text[] from first_lease),
  'then the same group under the same id'
);
select pg_temp.acknowledge(unit, 'delivered') from second_lease;
select is((select count(*) from notifications where state = 'delivered'), 7::bigint, 'all of its members are delivered');

select * from finish();
rollback;
