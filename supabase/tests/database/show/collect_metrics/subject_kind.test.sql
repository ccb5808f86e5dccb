-- A kind of subject leaves the families about it, which mean what they mean otherwise.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now()), pg_temp.make_job('backup', now()), pg_temp.make_machine('web', now()), pg_temp.make_alert('api');
insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'hub-stuck', 'info', 'x' from tetrahedrons;
create function pg_temp.families(kind text) returns setof text language sql as $$
  select distinct f ->> 'name' from jsonb_array_elements(collect_metrics(families.kind)) f
$$;
select set_eq(
  $$select pg_temp.families('tetrahedron')$$,
  $$select name from private.metric_definitions() where name ~ '_tetrahedron|_alerts_open_by_type|_series_omitted'$$, 'those of tetrahedrons'
);
select set_eq(
  $$select pg_temp.families('job')$$,
  $$select name from private.metric_definitions() where name ~ '_job|_series_omitted'$$, 'those of jobs, about which no alert is open'
);
select set_eq(
  $$select pg_temp.families('machine')$$,
  $$select name from private.metric_definitions() where name ~ '_machine|_series_omitted'$$, 'those of machines'
);
select results_eq(
  $$select f -> 'samples' from jsonb_array_elements(collect_metrics('tetrahedron')) f where f ->> 'name' = 'heartbase_alerts_open_by_type'$$,
  $$values ('[{"labels": {"subject_kind": "tetrahedron", "alert_type": "hub-stuck", "severity": "info"}, "value": 1}]'::jsonb)$$,
  'alerts about others are left out'
);
select throws_ok(
  $$select collect_metrics('channel')$$, '22023', 'invalid_subject_kind', 'what is no kind of subject is refused'
);

select * from finish();
rollback;
