-- Every job with its state (paused, stale, failing, running or healthy), its schedule in force and its deadline. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_jobs with (security_invoker = true) as
select
  v.job_name, v.state, v.status, j.metadata, v.last_run_at, v.deadline,
  case when v.is_stale and isfinite(v.last_run_at) then floor(extract(epoch from now() - v.last_run_at) / 3600) end
    as hours_overdue,
  v.expected_every, v.grace, v.consecutive_failures, j.last_started_at, j.last_duration, v.last_alert_at,
  case when v.is_recently_alerted then v.last_alert_at + v.repeat_after end as quiet_until,
  j.next_check_at, j.description, j.evaluation_error
from private.job_verdicts() v
join public.job_heartbeats j on j.job_name = v.job_name;
comment on view public.healthcheck_jobs is
  'Every job with its state (paused, stale, failing, running or healthy), its schedule in force and its deadline.';
revoke all on public.healthcheck_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_jobs to authenticated, service_role;
