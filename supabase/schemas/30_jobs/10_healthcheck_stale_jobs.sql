-- Jobs past their deadline, longest silent first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_stale_jobs with (security_invoker = true) as
select
  v.job_name, v.last_run_at,
  case when isfinite(v.last_run_at) then floor(extract(epoch from now() - v.last_run_at) / 3600) end as hours_overdue,
  v.status, v.last_alert_at, v.deadline, v.expected_every, v.grace, a.id as alert_id, a.acknowledged_at
from private.job_verdicts() v
left join public.guardian_alerts a
  on a.subject_kind = 'job' and a.subject_id = v.job_name and a.alert_type = 'job-stale' and a.resolved_at is null
where v.is_stale
order by v.last_run_at;
comment on view public.healthcheck_stale_jobs is 'Jobs past their deadline, longest silent first.';
revoke all on public.healthcheck_stale_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_stale_jobs to authenticated, service_role;
