-- A partition a day is made for a week ahead, and dropped when its last heartbeat is older than the retention.
begin;
select plan(9);
select pg_temp.start_empty();

select is(private.maintain_mesh_partitions('2024-03-01 00:00+00'), '{"made": 8, "dropped": 0}'::jsonb, 'today and seven days ahead are made');
select is(private.maintain_mesh_partitions('2024-03-01 23:59+00'), '{"made": 0, "dropped": 0}'::jsonb, 'once');
select is(private.maintain_mesh_partitions('2024-03-02 00:00+00'), '{"made": 1, "dropped": 0}'::jsonb, 'the next day one more');
select is(
  (select pg_get_expr(relpartbound, oid) from pg_class where oid = 'private.mesh_heartbeats_20240301'::regclass),
  $$FOR VALUES FROM ('2024-03-01 00:00:00+00') TO ('2024-03-02 00:00:00+00')$$, 'a day is one of UTC'
);
select pg_temp.make_tetrahedron('family') as id into temp mesh;
insert into mesh_heartbeats (tetrahedron_id, source, created_at) select id, 'device', '2024-03-01 12:00+00' from mesh;
select is((select tableoid::regclass::text from mesh_heartbeats), 'private.mesh_heartbeats_20240301', 'a heartbeat goes to its day');
select is(
  private.maintain_mesh_partitions('2024-03-31 23:59:59.999999+00') ->> 'dropped', '0',
  'a day is kept while its end is less than 30 days ago'
);
select is(private.maintain_mesh_partitions('2024-04-01 00:00+00') ->> 'dropped', '1', 'and dropped after 30 days');
select is_empty($$select from mesh_heartbeats$$, 'with its heartbeats');
insert into app_settings values ('mesh_heartbeats_retention', '1 day');
select is(private.maintain_mesh_partitions('2024-04-01 00:00+00') ->> 'dropped', '8', 'the retention is a setting');

select * from finish();
rollback;
