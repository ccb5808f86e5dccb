-- What is out of bounds is refused and changes nothing.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family') as id into temp mesh;
select throws_ok($$select record_mesh_heartbeat(gen_random_uuid(), 'device')$$, 'PT404', 'tetrahedron_not_found', 'an unknown tetrahedron');
select throws_ok($$select record_mesh_heartbeat(null, 'device')$$, 'PT404', 'tetrahedron_not_found', 'or none');
select throws_ok($$select record_mesh_heartbeat(id, null) from mesh$$, '22023', 'invalid_source', 'no source');
select throws_ok($$select record_mesh_heartbeat(id, ' ') from mesh$$, '22023', 'invalid_source', 'a blank one');
select throws_ok($$select record_mesh_heartbeat(id, repeat('x', 201)) from mesh$$, '22023', 'invalid_source', '201 characters');
select throws_ok($$select record_mesh_heartbeat(id, E'a\nb') from mesh$$, '22023', 'invalid_source', 'a line break');
select throws_ok(
  $$select record_mesh_heartbeat(id, 'x', jsonb_build_object('k', repeat('x', 10232))) from mesh$$, '22023', 'invalid_payload', '10241 bytes'
);
select throws_ok(
  $$select record_mesh_heartbeat(id, 'x', '{"k": 1e131071}') from mesh$$, '22023', 'invalid_payload', 'a number that grows in jsonb'
);
select is((select heartbeat_count from tetrahedrons), 0::bigint, 'are no heartbeats');
select is_empty($$select from mesh_heartbeats$$, 'and leave nothing');
select lives_ok(
  $$select record_mesh_heartbeat(id, repeat('x', 200), jsonb_build_object('k', repeat('x', 10231))) from mesh$$,
  '200 characters and 10240 bytes are'
);

select * from finish();
rollback;
