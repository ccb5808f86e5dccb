-- What there is to measure of jobs at an instant. At most metrics_max_series have series of their own: the stale ones first, then
-- the failing ones, then the longest silent, the paused ones last.
-- API: private. Called by: metric_samples.
create or replace function private.measure_jobs(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 7000
set search_path = ''
as $$
  with judged as materialized (
    select v.job_name, v.last_run_at, v.deadline, v.is_stale, v.is_failing, v.paused, v.consecutive_failures,
      v.state
    from private.job_verdicts(measure_jobs.now_at) v
  ),
  chosen as materialized (
    select j.*
    from judged j
    order by j.is_stale desc, j.is_failing desc, j.paused, j.last_run_at, j.job_name
    limit private.get_integer_setting('metrics_max_series')
  )
  select m.name, jsonb_build_object('job_name', c.job_name), m.value
  from chosen c
  join public.job_heartbeats k on k.job_name = c.job_name
  cross join lateral (
    values
      ('heartbase_job_heartbeats_total', k.heartbeat_count::numeric),
      ('heartbase_job_last_run_age_seconds', extract(epoch from measure_jobs.now_at) - extract(epoch from c.last_run_at)),
      ('heartbase_job_deadline_seconds',
        case when not c.paused then extract(epoch from c.deadline) - extract(epoch from measure_jobs.now_at) end),
      ('heartbase_job_stale', c.is_stale::integer),
      ('heartbase_job_failing', c.is_failing::integer),
      ('heartbase_job_consecutive_failures', c.consecutive_failures),
      ('heartbase_job_last_duration_seconds', extract(epoch from k.last_duration))
  ) m(name, value)
  union all
  select 'heartbase_jobs', jsonb_build_object('state', s.state), count(j.job_name)
  from unnest(array['failing', 'healthy', 'paused', 'running', 'stale']) s(state)
  left join judged j on j.state = s.state
  group by s.state
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "job"}', (select count(*) from judged) - (select count(*) from chosen);
$$;
comment on function private.measure_jobs(timestamptz) is
  'Samples of jobs: age of their last runs, deadlines, staleness, failures, durations, counts by state.';
revoke all on function private.measure_jobs(timestamptz) from public, anon, authenticated, service_role;
