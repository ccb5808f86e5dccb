-- Writes one notification per alert and matching channel for an event that happened now, and rings the doorbell.
-- The unique key makes repeats harmless. An alert about a channel is not sent to that channel. A test passes every filter.
-- An alert of a tenant goes to the tenant's channels, to the project's where the tenant says so, and to its owner's if it has one.
-- One that a tenant cannot be looked at is the project's affair as well.
-- One whose details name channel_kinds goes to channels of these kinds only, and is about what these kinds hear of: the severity below
-- which an environment channel of the kind is not told by default does not count then, one that somebody chose does. What such an alert
-- tells the end of was as grave as its details say.
-- What is about an alert under a silence is held until the silence ends. Of reminders, a channel that has a message about the alert
-- waiting behind a silence gets none: after the silence it hears of the alert once.
-- API: private. Called by: the triggers on guardian_alerts, and sync_environment_channels.
create or replace function private.enqueue_notifications(alert_ids uuid[], event text, only_channel uuid default null)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
  v_silence_ids uuid[] := case
    when enqueue_notifications.event in ('opened', 'reminder') then private.silences_in_force(now())
  end;
  v_may_repeat boolean := enqueue_notifications.event = 'reminder' and exists (
    select from public.notifications n where n.held_by is not null and n.state = 'pending' and n.attempts = 0
  );
begin
  -- Materialized: severities are ranked once a channel, not once a notification.
  with channels as materialized (
    select k.id, k.kind, k.owner_id, k.tenant_id, k.subject_kinds,
      k.source = 'environment' and k.min_severity = d.min_severity as has_default_severity, array(
      select s from unnest(array['info', 'warning', 'critical']) s
      where private.severity_rank(s) >= private.severity_rank(k.min_severity)
    ) as severities
    from public.notification_channels k
    join private.channel_kinds d on d.kind = k.kind
    where k.enabled
  ),
  -- Joined, not searched: a cached plan compares each row with one id after the other, which is quadratic in a storm.
  alerts as materialized (
    select a.id, a.owner_id, a.tenant_id, coalesce(a.details ->> 'gravest_severity', a.severity) as severity, a.subject_kind, a.subject_id, a.reminder_count,
      a.details -> 'channel_kinds' as channel_kinds,
      a.tenant_id is null or a.owner_id is not null or coalesce(t.uses_project_channels, false)
        or a.alert_type = 'tenant-recovery-failed' as goes_beyond_tenant
    from unnest(enqueue_notifications.alert_ids) i(id)
    join public.guardian_alerts a on a.id = i.id
    left join public.tenants t on t.id = a.tenant_id
  ),
  held as materialized (
    select h.alert_id, h.silence_id, h.ends_at
    from private.silences_over(v_silence_ids, enqueue_notifications.alert_ids) h
    where cardinality(v_silence_ids) > 0
  ),
  audiences as (
    select a.id as alert_id, c.id as channel_id
    from alerts a
    join channels c on c.tenant_id = a.tenant_id
    union all
    select a.id, c.id
    from alerts a
    join channels c on c.tenant_id is null and c.owner_id is not distinct from a.owner_id
    where a.goes_beyond_tenant
  )
  insert into public.notifications (alert_id, channel_id, event, slot, held_by, held_until, next_attempt_at)
  select a.id, c.id, enqueue_notifications.event,
    case enqueue_notifications.event when 'reminder' then a.reminder_count else 0 end,
    h.silence_id, h.ends_at, coalesce(h.ends_at, now())
  from audiences u
  join alerts a on a.id = u.alert_id
  join channels c
    on c.id = u.channel_id
    and (a.severity = any (c.severities) or a.channel_kinds is not null and c.has_default_severity)
    and (a.channel_kinds is null or a.channel_kinds ? c.kind)
    and (c.subject_kinds is null or a.subject_kind = any (c.subject_kinds) or enqueue_notifications.event = 'test')
    and not (a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || c.id)
  left join held h on h.alert_id = a.id
  where (enqueue_notifications.only_channel is null or c.id = enqueue_notifications.only_channel)
    and not (v_may_repeat and exists (
      select from public.notifications w
      where w.alert_id = a.id and w.channel_id = c.id and w.held_by is not null and w.state = 'pending' and w.attempts = 0
    ))
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.enqueue_notifications(uuid[], text, uuid) is
  'Fans an event of alerts out to the matching channels; returns how many notifications were written.';
revoke all on function private.enqueue_notifications(uuid[], text, uuid) from public, anon, authenticated, service_role;
