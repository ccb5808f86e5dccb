-- Every heartbeat of a batch counts, several of one tetrahedron too.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('often') as often, pg_temp.make_tetrahedron('once') as once,
  pg_temp.make_tetrahedron('badly', now() - interval '30 minutes') as badly into temp mesh;
create temp table answers as
select record_mesh_heartbeats(
  (select jsonb_agg(jsonb_build_object('t_uuid', often, 'src', 'a', 'payload', n)) from generate_series(1, 300) n)
  || jsonb_build_array(
    jsonb_build_object('t_uuid', once, 'src', 'a'), jsonb_build_object('t_uuid', badly, 'src', ''),
    jsonb_build_object('t_uuid', gen_random_uuid(), 'src', 'a')
  )
) as answer from mesh, generate_series(1, 2);
select results_eq(
  $$select (answer -> 'recorded')::integer, jsonb_array_length(answer -> 'errors') from answers$$, $$values (301, 2), (301, 2)$$,
  'each good one is recorded, each time'
);
select results_eq(
  $$select name, heartbeat_count, last_heartbeat_at = now() from tetrahedrons order by name$$,
  $$values ('badly', 0::bigint, false), ('often', 600, true), ('once', 2, true)$$,
  'and counted; one of which nothing good came is not heard'
);
select is((select count(*) from mesh_heartbeats), 602::bigint, 'the log has them all');
select is((select count(distinct id) from mesh_heartbeats), 602::bigint, 'under ids of their own');

select * from finish();
rollback;
