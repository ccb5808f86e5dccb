-- Unhealthy jobs that nobody is told of right now: why, and until when. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_suppressed_jobs with (security_invoker = true) as
select
  v.job_name, v.last_run_at, v.last_alert_at,
  case
    when a.acknowledged_at is not null then 'acknowledged'
    when s.ends_at is not null then 'under a silence'
    when a.id is not null then 'alerted within the repeat interval'
    else 'silenced'
  end as reason,
  case when a.acknowledged_at is null then coalesce(s.ends_at, v.last_alert_at + v.repeat_after) end as suppressed_until
from private.job_verdicts() v
left join lateral (
  select o.id, o.acknowledged_at
  from public.guardian_alerts o
  where o.subject_kind = 'job' and o.subject_id = v.job_name and o.resolved_at is null
  order by o.created_at desc
  limit 1
) a on true
left join private.silenced_alerts() s on s.alert_id = a.id
where (v.is_stale or v.is_failing) and (v.is_recently_alerted or a.acknowledged_at is not null or s.ends_at is not null)
order by v.job_name;
comment on view public.healthcheck_suppressed_jobs is 'Unhealthy jobs that nobody is told of right now: why, and until when.';
revoke all on public.healthcheck_suppressed_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_suppressed_jobs to authenticated, service_role;
