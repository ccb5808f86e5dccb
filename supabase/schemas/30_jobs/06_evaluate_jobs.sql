-- Judges the jobs whose check is due. now_at: the instant to judge at. max_rows: at most so many jobs. only_job: this one alone.
-- API: private. Called by: tick, run_healthcheck, update_job_heartbeat (for its own job).
-- Returns how many jobs were alerted about.
create or replace function private.evaluate_jobs(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_job text default null
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.job_heartbeats', 'job_name', 'select private.judge_jobs($1, $2)', evaluate_jobs.now_at, evaluate_jobs.max_rows,
    case when evaluate_jobs.only_job is not null then array[evaluate_jobs.only_job] end
  );
$$;
comment on function private.evaluate_jobs(timestamptz, integer, text) is
  'Judges due jobs and commits their alerts and notifications with it; returns how many jobs were alerted about.';
revoke all on function private.evaluate_jobs(timestamptz, integer, text) from public, anon, authenticated, service_role;
