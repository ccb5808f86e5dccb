-- Every sample of every family at an instant, to three decimals; a value that is no finite number is null. Whatever is asked for,
-- a series means the same: with a kind of subject it is left to the families about that kind, with a tetrahedron to that one's own
-- series.
-- API: private. Called by: collect_metrics, render_metrics. Errors: invalid_subject_kind (22023), tetrahedron_not_found (PT404).
create or replace function private.metric_samples(
  now_at timestamptz default now(),
  subject_kind text default null,
  tetrahedron_id uuid default null
)
returns table (name text, labels jsonb, value numeric)
language plpgsql
stable
rows 10000
set search_path = ''
as $$
declare
  v_kind text := case
    when metric_samples.tetrahedron_id is null then metric_samples.subject_kind
    else coalesce(metric_samples.subject_kind, 'tetrahedron')
  end;
begin
  if v_kind not in ('job', 'machine', 'tetrahedron') or v_kind <> 'tetrahedron' and metric_samples.tetrahedron_id is not null then
    raise exception using errcode = '22023', message = 'invalid_subject_kind',
      detail = format('There are no such metrics of subjects of kind %L.', v_kind),
      hint = 'Pass job, machine or tetrahedron, or null for everything; an id goes with tetrahedron.';
  end if;
  if metric_samples.tetrahedron_id is not null
    and not exists (select from public.tetrahedrons t where t.id = metric_samples.tetrahedron_id) then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass p_tetrahedron_id as an id of the table tetrahedrons, or null for all.';
  end if;
  return query
  -- Ages reckoned from infinite instants are no numbers. Postgres holds NaN for greater than every number.
  select s.name, s.labels, case when s.value > '-Infinity' and s.value < 'Infinity' then trim_scale(round(s.value, 3)) end
  from (
    select m.* from private.measure_tetrahedrons(
      metric_samples.now_at,
      case when metric_samples.tetrahedron_id is not null then array[metric_samples.tetrahedron_id] end
    ) m
    where v_kind is null or v_kind = 'tetrahedron'
    union all
    select m.* from private.measure_jobs(metric_samples.now_at) m where v_kind is null or v_kind = 'job'
    union all
    select m.* from private.measure_machines(metric_samples.now_at) m where v_kind is null or v_kind = 'machine'
    union all
    select m.* from private.measure_alerts(v_kind) m where metric_samples.tetrahedron_id is null
    union all
    select m.* from private.measure_delivery(metric_samples.now_at) m where v_kind is null
    union all
    select m.* from private.measure_evaluator(metric_samples.now_at) m where v_kind is null
  ) s;
end
$$;
comment on function private.metric_samples(timestamptz, text, uuid) is 'Samples of all metrics, or of those about a kind of subject.';
revoke all on function private.metric_samples(timestamptz, text, uuid) from public, anon, authenticated, service_role;
