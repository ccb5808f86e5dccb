-- Jobs that are on time, latest first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_healthy_jobs with (security_invoker = true) as
select v.job_name, v.last_run_at, v.status, v.deadline, v.paused
from private.job_verdicts() v
where not (v.is_stale or v.is_failing)
order by v.last_run_at desc;
comment on view public.healthcheck_healthy_jobs is 'Jobs that are on time, latest first.';
revoke all on public.healthcheck_healthy_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_healthy_jobs to authenticated, service_role;
