-- The alert of a deleted tetrahedron ends, and stays as history; its heartbeats go.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now() - interval '2 hours') as id into temp mesh;
select record_mesh_heartbeat(id, 'device') from mesh;
select check_mesh_heartbeats_and_alert(0);
update tetrahedrons set last_heartbeat_at = now() - interval '2 hours';
select check_mesh_heartbeats_and_alert(0);
grant select on mesh to service_role;
select pg_temp.as_service_role();
select lives_ok($$delete from tetrahedrons$$, 'it is deleted');
select results_eq(
  $$select subject_name, tetrahedron_id, auto_resolved, resolution from guardian_alerts$$,
  $$values ('family', null::uuid, true, 'The tetrahedron was deleted.')$$, 'the alert ends'
);
select is_empty($$select from mesh_heartbeats$$, 'the heartbeats are gone');

select * from finish();
rollback;
