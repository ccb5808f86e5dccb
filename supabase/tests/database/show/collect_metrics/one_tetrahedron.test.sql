-- One tetrahedron's own series, also where the setting would leave it out.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('silent', now() - interval '2 hours'), pg_temp.make_tetrahedron('fresh', now());
insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'hub-stuck', 'info', 'x' from tetrahedrons;
insert into app_settings (key, value) values ('metrics_max_series', '1');
create function pg_temp.collect(kind text, name text) returns jsonb language sql as $$
  select collect_metrics(collect.kind, t.id) from tetrahedrons t where t.name = collect.name
$$;
select results_eq(
  $$select f ->> 'name', jsonb_path_query_array(f, '$.samples[*].labels.name') from jsonb_array_elements(pg_temp.collect(null, 'fresh')) f$$,
  $$values ('heartbase_tetrahedron_heartbeats_per_minute', '["fresh"]'::jsonb), ('heartbase_tetrahedron_heartbeats_total', '["fresh"]'),
    ('heartbase_tetrahedron_last_heartbeat_age_seconds', '["fresh"]'), ('heartbase_tetrahedron_stale', '["fresh"]')$$,
  'and no counts, which would mean something else'
);
select is(pg_temp.collect('tetrahedron', 'fresh'), pg_temp.collect(null, 'fresh'), 'its kind goes without saying');
select throws_ok($$select pg_temp.collect('job', 'fresh')$$, '22023', 'invalid_subject_kind', 'it is no job');
select throws_ok($$select collect_metrics(null, gen_random_uuid())$$, 'PT404', 'tetrahedron_not_found', 'an unknown one is no empty answer');
select throws_ok($$select render_metrics(null, gen_random_uuid())$$, 'PT404', 'tetrahedron_not_found', 'in neither form');

select * from finish();
rollback;
