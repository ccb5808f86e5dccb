-- Writes the messages about an event of alerts that happened now, and rings the doorbell. The unique key makes repeats harmless.
-- API: private. Called by: the trigger on changed guardian_alerts, send_test, sync_environment_channels, make_owner_channels.
create or replace function private.enqueue_notifications(alert_ids uuid[], event text, only_channel uuid default null)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  insert into public.notifications (alert_id, channel_id, event, slot, held_by, held_until, next_attempt_at)
  select m.alert_id, m.channel_id, enqueue_notifications.event, m.slot, m.held_by, m.held_until, m.next_attempt_at
  from private.messages_about(enqueue_notifications.alert_ids, enqueue_notifications.event, enqueue_notifications.only_channel) m
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.enqueue_notifications(uuid[], text, uuid) is
  'Fans an event of alerts out to the matching channels; returns how many notifications were written.';
revoke all on function private.enqueue_notifications(uuid[], text, uuid) from public, anon, authenticated, service_role;
