-- The messages that an event of alerts, which happened now, comes to: one per alert and matching channel.
-- An alert about a channel is not sent to that channel. A test passes every filter.
-- An alert of a tenant goes to the tenant's channels, to the project's where the tenant says so, and to its owner's if it has one.
-- One that a tenant cannot be looked at is the project's affair as well.
-- One whose details name channel_kinds goes to channels of these kinds only, and is about what these kinds hear of: the severity below
-- which an environment channel of the kind is not told by default does not count then, one that somebody chose does. What such an alert
-- tells the end of was as grave as its details say.
-- What is about an alert under a silence is held until the silence ends. Of reminders, a channel that has a message about the alert
-- waiting behind a silence gets none: after the silence it hears of the alert once.
-- API: private. Called by: enqueue_notifications, announce_opened_alerts.
create or replace function private.messages_about(alert_ids uuid[], event text, only_channel uuid default null)
returns table (alert_id uuid, channel_id uuid, slot integer, held_by uuid, held_until timestamptz, next_attempt_at timestamptz)
language plpgsql
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := case
    when messages_about.event in ('opened', 'reminder') then private.silences_in_force(now())
  end;
  v_may_repeat boolean := messages_about.event = 'reminder' and exists (
    select from public.notifications n where n.held_by is not null and n.state = 'pending' and n.attempts = 0
  );
begin
  return query
  -- Materialized: severities are ranked once a channel, not once a message.
  with channels as materialized (
    select k.id as to_channel, k.kind as to_kind, k.owner_id as to_owner, k.tenant_id as to_tenant, k.subject_kinds,
      k.source = 'environment' and k.min_severity = d.min_severity as has_default_severity, array(
        select s from unnest(array['info', 'warning', 'critical']) s
        where private.severity_rank(s) >= private.severity_rank(k.min_severity)
      ) as severities
    from public.notification_channels k
    join private.channel_kinds d on d.kind = k.kind
    where k.enabled and (messages_about.only_channel is null or k.id = messages_about.only_channel)
  ),
  -- Joined, not searched: a cached plan compares each row with one id after the other, which is quadratic in a storm.
  alerts as materialized (
    select a.id, a.owner_id, a.tenant_id, coalesce(a.details ->> 'gravest_severity', a.severity) as severity, a.subject_kind,
      a.subject_id, a.reminder_count, a.details -> 'channel_kinds' as channel_kinds,
      a.tenant_id is null or a.owner_id is not null or coalesce(t.uses_project_channels, false)
        or a.alert_type = 'tenant-recovery-failed' as goes_beyond_tenant
    from unnest(messages_about.alert_ids) i(id)
    join public.guardian_alerts a on a.id = i.id
    left join public.tenants t on t.id = a.tenant_id
  ),
  held as materialized (
    select h.alert_id, h.silence_id, h.ends_at
    from private.silences_over(v_silence_ids, messages_about.alert_ids) h
    where cardinality(v_silence_ids) > 0
  ),
  audiences as (
    select a.*, c.*
    from alerts a
    join channels c on c.to_tenant = a.tenant_id
    union all
    select a.*, c.*
    from alerts a
    join channels c on c.to_tenant is null and c.to_owner is not distinct from a.owner_id
    where a.goes_beyond_tenant
  )
  select u.id, u.to_channel, case messages_about.event when 'reminder' then u.reminder_count else 0 end,
    h.silence_id, h.ends_at, coalesce(h.ends_at, now())
  from audiences u
  left join held h on h.alert_id = u.id
  where (u.severity = any (u.severities) or u.channel_kinds is not null and u.has_default_severity)
    and (u.channel_kinds is null or u.channel_kinds ? u.to_kind)
    and (u.subject_kinds is null or u.subject_kind = any (u.subject_kinds) or messages_about.event = 'test')
    and not (u.subject_kind = 'service' and u.subject_id = 'notification_channel/' || u.to_channel)
    and not (v_may_repeat and exists (
      select from public.notifications w
      where w.alert_id = u.id and w.channel_id = u.to_channel and w.held_by is not null and w.state = 'pending' and w.attempts = 0
    ));
end
$$;
comment on function private.messages_about(uuid[], text, uuid) is
  'What an event of alerts comes to: a message per alert and matching channel, and the silence that holds it.';
revoke all on function private.messages_about(uuid[], text, uuid) from public, anon, authenticated, service_role;
