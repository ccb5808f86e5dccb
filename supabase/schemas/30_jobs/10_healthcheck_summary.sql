-- Counts of jobs by health; one row. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_summary with (security_invoker = true) as
select
  count(*) as total_jobs,
  count(*) filter (where not (v.is_stale or v.is_failing)) as healthy_jobs,
  count(*) filter (where v.is_stale) as stale_jobs,
  count(*) filter (where v.last_alert_at > now() - interval '24 hours') as alerted_jobs,
  max(v.last_run_at) as most_recent_heartbeat,
  min(v.last_run_at) as oldest_heartbeat,
  count(*) filter (where v.is_failing) as failing_jobs,
  count(*) filter (where v.paused) as paused_jobs
from private.job_verdicts() v;
comment on view public.healthcheck_summary is 'Counts of jobs by health; one row.';
revoke all on public.healthcheck_summary from public, anon, authenticated, service_role;
grant select on public.healthcheck_summary to authenticated, service_role;
