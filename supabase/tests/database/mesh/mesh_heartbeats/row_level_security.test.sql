-- Vertices see and add heartbeats of their tetrahedrons; for others there are none.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_user('vertex@example.com') as vertex, pg_temp.make_user('other@example.com') as other into temp people;
select pg_temp.make_tetrahedron('family', null, vertex) as id into temp mesh from people;
grant select on people, mesh to authenticated, anon, service_role;
select pg_temp.sign_in(vertex) from people;
select lives_ok($$insert into mesh_heartbeats (tetrahedron_id, source) select id, 'phone' from mesh$$, 'a vertex adds one');
select results_eq($$select source from mesh_heartbeats$$, array['phone'], 'and sees it');
select throws_ok(
  $$insert into mesh_heartbeats (tetrahedron_id, source, created_at) select id, 'phone', '2020-01-01' from mesh$$, '42501', null,
  'but does not say when it came'
);
select throws_ok($$delete from mesh_heartbeats$$, '42501', null, 'or that it never came');
select throws_ok($$select from private.mesh_heartbeats_default$$, '42501', null, 'nor looks into a partition');
select pg_temp.sign_in(other) from people;
select is_empty($$select from mesh_heartbeats$$, 'another user sees none');
select throws_ok(
  $$insert into mesh_heartbeats (tetrahedron_id, source) select id, 'phone' from mesh$$, '42501', null, 'and adds none'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select from mesh_heartbeats$$, '42501', null, 'anon may not ask');
select pg_temp.as_service_role();
select lives_ok($$insert into mesh_heartbeats (tetrahedron_id, source) select id, 'server' from mesh$$, 'the service role adds one');
select bag_eq($$select source from mesh_heartbeats$$, array['phone', 'server'], 'and sees all');

select * from finish();
rollback;
