-- A heartbeat is logged, and the tetrahedron is heard now.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family') as id into temp mesh;
select record_mesh_heartbeat(t_uuid => id, src => ' device-abc ', payload => '{"ping": true}') from mesh;
select results_eq(
  $$select tetrahedron_id, source, payload, created_at from mesh_heartbeats$$,
  $$select id, 'device-abc', '{"ping": true}'::jsonb, now() from mesh$$, 'it is in the log'
);
select is((select last_heartbeat_at from tetrahedrons), now(), 'the tetrahedron is heard');
select record_mesh_heartbeat(id, 'device-abc', null) from mesh;
select is((select count(*) from mesh_heartbeats where payload = '{}'), 1::bigint, 'no payload is an empty one');
update tetrahedrons set last_heartbeat_at = now() + interval '1 day';
select record_mesh_heartbeat(id, 'device-abc') from mesh;
select is((select last_heartbeat_at from tetrahedrons), now(), 'an instant that somebody set ahead ends');

select * from finish();
rollback;
