-- What is true of jobs at an instant: the one place that says when a job is stale, and which state that makes.
-- Stale: last_run_at < now_at - expected_every - grace, strictly; time during which the database was down does not count.
-- Runs as the caller, so that row level security applies. job_names: null for all. Metadata is left to whoever wants it: of all jobs it
-- would be kept on disk until the last one is judged.
-- rows 100: few due jobs among many are joined by index; an estimate of thousands would read the whole table for them.
-- API: private. Called by: judge_jobs, run_healthcheck, list_jobs, measure_jobs, the healthcheck views.
create or replace function private.job_verdicts(now_at timestamptz default now(), job_names text[] default null)
returns table (
  job_name text, status text, last_run_at timestamptz, last_failed_at timestamptz, last_alert_at timestamptz,
  consecutive_failures integer, expected_every interval, grace interval, repeat_after interval, paused boolean,
  deadline timestamptz, is_stale boolean, is_failing boolean, is_recently_alerted boolean, state text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('stale_after') as stale_after,
      private.get_interval_setting('alert_repeat_after') as repeat_after
  ),
  outages as materialized (
    select o.started_at, o.ended_at from private.recorded_outages() o
  ),
  jobs as (
    -- Two branches, of which one runs: by key for some jobs, whatever the statistics say, or all of them.
    select k.* from unnest(job_verdicts.job_names) n(name) join public.job_heartbeats k on k.job_name = n.name
    union all
    select k.* from public.job_heartbeats k where job_verdicts.job_names is null
  )
  select j.job_name, j.status, j.last_run_at, j.last_failed_at, j.last_alert_at, j.consecutive_failures,
    e.expected, j.grace, e.repeat_after, j.paused,
    j.last_run_at + e.expected + j.grace + c.credit, t.is_stale, t.is_failing,
    coalesce(j.last_alert_at > job_verdicts.now_at - e.repeat_after, false),
    case
      when j.paused then 'paused'
      when t.is_stale then 'stale'
      when t.is_failing then 'failing'
      when j.status = 'running' then 'running'
      else 'healthy'
    end
  from jobs j
  cross join lateral (
    select coalesce(j.expected_every, s.stale_after) as expected, coalesce(j.alert_repeat_after, s.repeat_after) as repeat_after
    from settings s
  ) e
  cross join lateral (
    select coalesce(sum(least(o.ended_at, job_verdicts.now_at) - greatest(o.started_at, j.last_run_at)), interval '0') as credit
    from outages o
    where isfinite(j.last_run_at) and o.ended_at > j.last_run_at and o.started_at < job_verdicts.now_at
  ) c
  cross join lateral (
    select not j.paused and j.last_run_at < job_verdicts.now_at - e.expected - j.grace - c.credit as is_stale,
      not j.paused and j.consecutive_failures >= j.failure_threshold as is_failing
  ) t;
$$;
comment on function private.job_verdicts(timestamptz, text[]) is
  'Jobs at an instant: effective schedule, deadline, state, and whether they are stale, failing or recently alerted about.';
revoke all on function private.job_verdicts(timestamptz, text[]) from public, anon, authenticated, service_role;
grant execute on function private.job_verdicts(timestamptz, text[]) to authenticated, service_role;
