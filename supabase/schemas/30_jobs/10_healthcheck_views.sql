-- The runbook's questions as views. They run as the caller: admins see jobs, everybody else sees none.

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

create or replace view public.healthcheck_healthy_jobs with (security_invoker = true) as
select v.job_name, v.last_run_at, v.status, v.deadline, v.paused
from private.job_verdicts() v
where not (v.is_stale or v.is_failing)
order by v.last_run_at desc;
comment on view public.healthcheck_healthy_jobs is 'Jobs that are on time, latest first.';

create or replace view public.healthcheck_recent_alerts with (security_invoker = true) as
select
  a.id, a.subject_kind, a.subject_name, a.alert_type, a.severity, a.message, a.detected_at, a.last_alerted_at,
  a.reminder_count, a.acknowledged_at, a.resolved_at, a.resolution,
  n.delivered_count, n.pending_count, n.dead_count, n.held_count, s.ends_at as silenced_until
from public.guardian_alerts a
left join private.silenced_alerts() s on s.alert_id = a.id
-- Counted in one go, by the alert: a count of what is pending would be planned by that, and read a whole storm for each alert.
cross join lateral (
  select count(*) filter (where m.state = 'delivered') as delivered_count,
    count(*) filter (where m.state in ('pending', 'leased') and not coalesce(m.held_until > now(), false)) as pending_count,
    count(*) filter (where m.state = 'dead') as dead_count,
    count(*) filter (where m.state = 'pending' and m.held_until > now()) as held_count
  from public.notifications m
  where m.alert_id = a.id
) n
where a.last_alerted_at > now() - interval '48 hours' or a.resolved_at is null
order by a.last_alerted_at desc;
comment on view public.healthcheck_recent_alerts is 'Open alerts and those of the last 48 hours, with their messages, latest first.';

revoke all on
  public.healthcheck_summary, public.healthcheck_jobs, public.healthcheck_stale_jobs, public.healthcheck_suppressed_jobs,
  public.healthcheck_healthy_jobs, public.healthcheck_recent_alerts
from public, anon, authenticated, service_role;
grant select on
  public.healthcheck_summary, public.healthcheck_jobs, public.healthcheck_stale_jobs, public.healthcheck_suppressed_jobs,
  public.healthcheck_healthy_jobs, public.healthcheck_recent_alerts
to authenticated, service_role;
