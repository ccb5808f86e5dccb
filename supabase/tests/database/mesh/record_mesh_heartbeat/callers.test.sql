-- The service role, app_service and vertices of the tetrahedron record heartbeats; nobody else does.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_user('vertex@example.com') as vertex, pg_temp.make_user('other@example.com') as other into temp people;
select pg_temp.make_tetrahedron('family', null, vertex) as id into temp mesh from people;
grant select on people, mesh to authenticated, anon, service_role, app_service;
select pg_temp.sign_in(vertex) from people;
select lives_ok($$select record_mesh_heartbeat(id, 'vertex', '{}') from mesh$$, 'a vertex does');
select pg_temp.sign_in(other) from people;
select throws_ok($$select record_mesh_heartbeat(id, 'other', '{}') from mesh$$, '42501', 'not_a_vertex', 'another user does not');
select throws_ok($$select record_mesh_heartbeat(gen_random_uuid(), 'other', '{}')$$, 'PT404', 'tetrahedron_not_found', 'nor for none at all');
select pg_temp.sign_in_as_admin();
select throws_ok($$select record_mesh_heartbeat(id, 'admin', '{}') from mesh$$, '42501', 'not_a_vertex', 'nor an admin');
select pg_temp.sign_in_as_anon();
select throws_ok($$select record_mesh_heartbeat(id, 'anon', '{}') from mesh$$, '42501', null, 'nor anon');
select pg_temp.as_service_role();
select lives_ok($$select record_mesh_heartbeat(id, 'service', '{}') from mesh$$, 'the service role does');
select pg_temp.as_app_service();
select lives_ok($$select record_mesh_heartbeat(id, 'app', '{}') from mesh$$, 'and app_service');
select pg_temp.sign_out();
select bag_eq($$select source from mesh_heartbeats$$, array['vertex', 'service', 'app'], 'those are kept');
select is((select heartbeat_count from tetrahedrons), 3::bigint, 'and counted');

create role custom_user nologin;
grant authenticated to custom_user;
grant usage on schema public to custom_user;
grant select on mesh to custom_user;
select set_config('role', 'custom_user', true);
select throws_ok(
  $$select record_mesh_heartbeat(id, 'custom', '{}') from mesh$$, '42501', 'not_a_vertex', 'a role that inherits from authenticated is not trusted'
);
select set_config('role', 'none', true);
create role server nologin;
grant app_service to server;
grant select on mesh to server;
select set_config('role', 'server', true);
select lives_ok($$select record_mesh_heartbeat(id, 'server', '{}') from mesh$$, 'one that inherits from app_service is');

select * from finish();
rollback;
