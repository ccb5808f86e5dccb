-- Ends notifications as dead, with their reason, and opens an alert about each of their channels on the owner's other channels.
-- A recovery that was waiting behind a dead opening is cancelled: its channel never heard of the trouble.
-- API: private. Called by: acknowledge_notification and sweep_notifications.
create or replace function private.bury_notifications(notification_ids uuid[], reason text)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications n
  set state = 'dead', lease = null, finished_at = now(), last_error = left(bury_notifications.reason, 500)
  where n.id = any (bury_notifications.notification_ids);
  get diagnostics v_count = row_count;

  update public.notifications n
  set state = 'cancelled', finished_at = now(), last_error = 'The opening of this alert never reached the channel.'
  where n.event = 'resolved' and n.state = 'pending' and n.attempts = 0
    and (n.alert_id, n.channel_id) in (
      select d.alert_id, d.channel_id from public.notifications d where d.id = any (bury_notifications.notification_ids)
    )
    and not exists (
      select from public.notifications o
      where o.alert_id = n.alert_id and o.channel_id = n.channel_id
        and o.event <> 'resolved' and o.state in ('pending', 'leased', 'delivered')
    );

  insert into public.guardian_alerts
    (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message, details)
  select distinct 'service', 'notification_channel/' || c.id, c.name, c.owner_id, 'delivery-failed', 'critical',
    format('Alerts no longer reach the channel "%s".', c.name),
    jsonb_build_object('channel_id', c.id, 'kind', c.kind, 'reason', left(bury_notifications.reason, 500))
  from public.notifications n
  join public.notification_channels c on c.id = n.channel_id
  where n.id = any (bury_notifications.notification_ids) and n.event <> 'test'
  on conflict do nothing;
  return v_count;
end
$$;
comment on function private.bury_notifications(uuid[], text) is
  'Marks notifications dead and alerts the owner''s other channels; returns how many.';
revoke all on function private.bury_notifications(uuid[], text) from public, anon, authenticated, service_role;
