-- Metrics for whatever reads JSON: [{"name", "type", "help", "samples": [{"labels", "value"}]}], families in the order of their
-- names. A value that is no finite number, such as the age of a heartbeat that never came, is null. Stable, and so one snapshot.
-- p_subject_kind: the families about job, machine or tetrahedron alone. p_tetrahedron_id: the series of this one alone, whatever
-- metrics_max_series leaves out.
-- API: service role, and scripts/mesh-metrics.cjs --json. Errors: invalid_subject_kind (22023, HTTP 400),
-- tetrahedron_not_found (404). SECURITY DEFINER: the caller may read what the evaluator keeps in private.
create or replace function public.collect_metrics(p_subject_kind text default null, p_tetrahedron_id uuid default null)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object('name', d.name, 'type', d.type, 'help', d.help, 'samples', f.samples) order by d.name collate "C"
    ),
    '[]'
  )
  from private.metric_definitions() d
  join (
    select s.name, jsonb_agg(jsonb_build_object('labels', s.labels, 'value', s.value) order by s.labels::text collate "C")
      as samples
    from private.metric_samples(now(), p_subject_kind, p_tetrahedron_id) s
    group by s.name
  ) f on f.name = d.name;
$$;
comment on function public.collect_metrics(text, uuid) is 'Metrics as JSON. Service role only.';
revoke all on function public.collect_metrics(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.collect_metrics(text, uuid) to service_role;
