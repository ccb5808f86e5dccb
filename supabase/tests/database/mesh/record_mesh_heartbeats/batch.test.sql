-- A batch is stored but for its bad elements, which are named by their index.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now() - interval '2 hours') as id into temp mesh;
select private.evaluate_tetrahedrons();
create temp table answers as
select record_mesh_heartbeats(jsonb_build_array(
  jsonb_build_object('t_uuid', id, 'src', 'a', 'payload', '{"n": 1}'::jsonb), 'x', jsonb_build_object('t_uuid', 'y', 'src', 'a'),
  jsonb_build_object('t_uuid', id), jsonb_build_object('t_uuid', gen_random_uuid(), 'src', 'a'),
  jsonb_build_object('t_uuid', id, 'src', 'a', 'payload', repeat('x', 10239)), jsonb_build_object('t_uuid', upper(id::text), 'src', ' b ')
)) as answer from mesh;
select is((select answer -> 'recorded' from answers), '2'::jsonb, 'the good ones are counted');
select is(
  (select jsonb_agg(jsonb_build_array(e -> 'index', e -> 'code', e -> 'message')) from answers, jsonb_array_elements(answer -> 'errors') e),
  '[[1, "22023", "invalid_heartbeat"], [2, "22023", "invalid_t_uuid"], [3, "22023", "invalid_source"],
    [4, "PT404", "tetrahedron_not_found"], [5, "22023", "invalid_payload"]]'::jsonb, 'the others reported'
);
select bag_eq(
  $$select source, payload from mesh_heartbeats$$, $$values ('a', '{"n": 1}'::jsonb), ('b', '{}')$$, 'the log has them'
);
select results_eq($$select heartbeat_count, last_heartbeat_at from tetrahedrons$$, $$values (2::bigint, now())$$, 'the tetrahedron is heard');
select results_eq($$select * from pg_temp.mesh_alerts()$$, array['family mesh-degrading warning well again'], 'and its alert ends');

select * from finish();
rollback;
