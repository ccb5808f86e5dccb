-- Writes one notification per alert and matching channel for an event that happened now, and rings the doorbell.
-- The unique key makes repeats harmless. An alert about a channel is not sent to that channel. A test passes every filter.
-- API: private. Called by: the triggers on guardian_alerts, and sync_environment_channels.
create or replace function private.enqueue_notifications(alert_ids uuid[], event text, only_channel uuid default null)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  insert into public.notifications (alert_id, channel_id, event, slot)
  select a.id, c.id, enqueue_notifications.event,
    case enqueue_notifications.event when 'reminder' then a.reminder_count else 0 end
  from public.guardian_alerts a
  join public.notification_channels c
    on c.enabled
    and c.owner_id is not distinct from a.owner_id
    and private.severity_rank(a.severity) >= private.severity_rank(c.min_severity)
    and (c.subject_kinds is null or a.subject_kind = any (c.subject_kinds) or enqueue_notifications.event = 'test')
    and not (a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || c.id)
  where a.id = any (enqueue_notifications.alert_ids)
    and (enqueue_notifications.only_channel is null or c.id = enqueue_notifications.only_channel)
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.enqueue_notifications(uuid[], text, uuid) is
  'Fans an event of alerts out to the matching channels; returns how many notifications were written.';
revoke all on function private.enqueue_notifications(uuid[], text, uuid) from public, anon, authenticated, service_role;
