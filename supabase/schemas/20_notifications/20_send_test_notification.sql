-- Sends a test message to one channel, or to every enabled project channel: {"alert_id", "notifications"}.
-- API: service role, and SQL in the dashboard. Called by: npm run doctor.
-- SECURITY DEFINER: it writes the outbox through private functions.
create or replace function public.send_test_notification(p_channel_id uuid default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_alert_id uuid;
  v_owner_id uuid;
begin
  if p_channel_id is not null then
    select c.owner_id into v_owner_id from public.notification_channels c where c.id = p_channel_id and c.enabled;
    if not found then
      raise exception using errcode = 'PT404', message = 'channel_not_found',
        detail = 'There is no enabled channel with this id.',
        hint = 'List them with: select id, name, enabled, disabled_reason from notification_channels;';
    end if;
  end if;
  insert into public.guardian_alerts
    (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message, resolved_at, auto_resolved, resolution)
  values ('service', 'heartbase', 'Heartbase', v_owner_id, 'test', 'critical',
    'This is a test. Alerts of this project reach you here.', now(), true, 'A test message.')
  returning id into v_alert_id;
  return jsonb_build_object('alert_id', v_alert_id,
    'notifications', private.enqueue_notifications(array[v_alert_id], 'test', p_channel_id));
end
$$;
comment on function public.send_test_notification(uuid) is
  'Enqueues a test message to one channel or to all of the project''s; returns the alert id and the number of messages.';
revoke all on function public.send_test_notification(uuid) from public, anon, authenticated, service_role;
grant execute on function public.send_test_notification(uuid) to service_role;
