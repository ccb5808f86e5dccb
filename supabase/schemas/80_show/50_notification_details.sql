-- Messages with their channel and their alert, as the list of deliveries shows them. Runs as the caller: row level security applies.
-- Newest first by (created_at, id), which an index serves, as does another for those of one channel.
create or replace view public.notification_details with (security_invoker = true) as
select
  n.id, n.state, n.event, n.slot, n.group_id, n.attempts, n.created_at, n.finished_at, n.http_status, n.last_error,
  case when n.state in ('pending', 'leased') then n.next_attempt_at end as next_attempt_at,
  case when n.state = 'pending' and n.held_until > now() then n.held_until end as held_until,
  n.replays, n.replayed_at, n.replayed_by, n.replayed_error,
  n.alert_id, a.subject_kind, a.subject_name, a.alert_type, a.severity, a.message, a.resolved_at,
  n.channel_id, c.name as channel_name, c.kind as channel_kind, c.enabled as channel_enabled,
  coalesce(
    n.state = 'dead' and c.enabled and (
      (select public.is_admin())
      or c.owner_id = (select auth.uid())
      or c.tenant_id in (select private.caller_tenants('{owner,admin}'))
    ), false
  ) as can_replay
from public.notifications n
left join public.guardian_alerts a on a.id = n.alert_id
left join public.notification_channels c on c.id = n.channel_id;
comment on view public.notification_details is 'Messages with their channels and alerts, and whether the caller may replay them.';
revoke all on public.notification_details from public, anon, authenticated, service_role;
grant select on public.notification_details to authenticated, service_role;
