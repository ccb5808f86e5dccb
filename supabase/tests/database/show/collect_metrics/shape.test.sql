-- Families in the order of their names, each with its type, its meaning and its samples.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family'), pg_temp.make_job('b', now()), pg_temp.make_job('a', now());
create temp table families as select f, o from jsonb_array_elements(collect_metrics()) with ordinality x(f, o);
select results_eq(
  $$select f ->> 'name' from families order by o$$, $$select f ->> 'name' from families order by f ->> 'name' collate "C"$$, 'in order'
);
select results_eq(
  $$select f - 'samples' from families where f ->> 'name' = 'heartbase_job_stale'$$,
  $$values ('{"name": "heartbase_job_stale", "type": "gauge", "help": "1 when the deadline has passed."}'::jsonb)$$, 'with what it is'
);
select results_eq(
  $$select f -> 'samples' from families where f ->> 'name' = 'heartbase_job_stale'$$,
  $$values ('[{"labels": {"job_name": "a"}, "value": 0}, {"labels": {"job_name": "b"}, "value": 0}]'::jsonb)$$, 'samples in order'
);
select results_eq(
  $$select f #> '{samples,0,value}' from families where f ->> 'name' = 'heartbase_tetrahedron_last_heartbeat_age_seconds'$$,
  $$values ('null'::jsonb)$$, 'null where there is no value'
);
select is_empty(
  $$select s from families, jsonb_array_elements(f -> 'samples') s
    where jsonb_typeof(s -> 'labels') <> 'object' or jsonb_typeof(s -> 'value') not in ('number', 'null')$$, 'values are numbers or null'
);

select * from finish();
rollback;
