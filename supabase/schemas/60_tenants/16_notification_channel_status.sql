-- How each channel is doing: what waits, what died, the oldest message waiting. What a silence holds is counted apart, and has
-- waited from its end on. Runs as the caller: row level security applies.
create or replace view public.notification_channel_status with (security_invoker = true) as
select
  c.id, c.name, c.kind, c.source, c.enabled, c.disabled_reason, c.destination_hint, c.min_severity, c.subject_kinds,
  c.failure_count, c.last_success_at, c.last_error_at, c.last_error,
  w.pending_count,
  (select count(*) from public.notifications n where n.channel_id = c.id and n.state = 'dead') as dead_count,
  w.oldest_pending_at,
  c.owner_id, c.config, c.signing_secret_hint, case when c.cooldown_until > now() then c.cooldown_until end as cooldown_until,
  c.created_at, c.updated_at, c.tenant_id, w.held_count
from public.notification_channels c
cross join lateral (
  select count(*) filter (where not h.is_held) as pending_count, count(*) filter (where h.is_held) as held_count,
    min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where not h.is_held) as oldest_pending_at
  from public.notifications n
  cross join lateral (select coalesce(n.held_until > now(), false) as is_held) h
  where n.channel_id = c.id and n.state in ('pending', 'leased')
) w;
comment on view public.notification_channel_status is 'Channels with their health and what waits in the outbox.';
revoke all on public.notification_channel_status from public, anon, authenticated, service_role;
grant select on public.notification_channel_status to authenticated, service_role;
