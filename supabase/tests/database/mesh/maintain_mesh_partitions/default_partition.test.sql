-- A heartbeat that no partition was made for is kept all the same, and moves to its day when that is made.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family') as id into temp mesh;
insert into mesh_heartbeats (tetrahedron_id, source, created_at)
select id, 'device', t from mesh, (values (timestamptz '2024-03-01 12:00+00'), ('2024-03-09 12:00+00')) v(t);
select bag_eq(
  $$select tableoid::regclass::text as partition from mesh_heartbeats$$, array['private.mesh_heartbeats_default', 'private.mesh_heartbeats_default'],
  'they are kept'
);
select lives_ok($$select private.maintain_mesh_partitions('2024-03-01 12:00+00')$$, 'the day is made');
select bag_eq(
  $$select tableoid::regclass::text as partition from mesh_heartbeats$$, array['private.mesh_heartbeats_20240301', 'private.mesh_heartbeats_default'],
  'and has its heartbeat'
);
select is((private.prune_history('2024-04-08 12:00+00') -> 'mesh_partitions' ->> 'dropped'), '8', 'the nightly job does it');
select results_eq($$select source from mesh_heartbeats$$, array['device'], 'the default partition is kept as long');
select lives_ok($$select private.maintain_mesh_partitions('2024-04-08 12:00:00.000001+00')$$, 'a microsecond later');
select is_empty($$select from mesh_heartbeats$$, 'its heartbeat is past the retention');

select * from finish();
rollback;
