-- Heartbeats that clients insert themselves count.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_user('vertex@example.com') as vertex into temp people;
select pg_temp.make_tetrahedron('family', now() - interval '2 hours', vertex) as id into temp mesh from people;
grant select on people, mesh to authenticated, service_role;
select private.evaluate_tetrahedrons();
select pg_temp.sign_in(vertex) from people;
insert into mesh_heartbeats (tetrahedron_id, source) select id, 'phone' from mesh;
select results_eq($$select last_heartbeat_at from tetrahedrons$$, array[now()], 'the tetrahedron is heard');
select results_eq($$select resolved_at is null, auto_resolved from guardian_alerts$$, $$values (false, true)$$, 'and its alert ends');
select pg_temp.sign_out();
update tetrahedrons set last_heartbeat_at = now() - interval '1 day';
select pg_temp.as_service_role();
insert into mesh_heartbeats (tetrahedron_id, source, created_at) select id, 'import', now() - interval '2 days' from mesh;
select is((select last_heartbeat_at from tetrahedrons), now() - interval '1 day', 'an old one does not turn the clock back');
insert into mesh_heartbeats (tetrahedron_id, source, created_at) select id, 'import', now() + interval '2 days' from mesh;
select is((select last_heartbeat_at from tetrahedrons), now(), 'nor does one from the future turn it ahead');
select is((select heartbeat_count from tetrahedrons), 3::bigint, 'each is counted once');

select * from finish();
rollback;
