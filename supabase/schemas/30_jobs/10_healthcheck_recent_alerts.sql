-- Open alerts and those of the last 48 hours, with their messages, latest first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
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
revoke all on public.healthcheck_recent_alerts from public, anon, authenticated, service_role;
grant select on public.healthcheck_recent_alerts to authenticated, service_role;
