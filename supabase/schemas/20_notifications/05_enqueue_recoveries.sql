-- Tells the end of alerts to every channel that heard, or may have heard, of the trouble; severity and kind filters do not
-- matter any more. What was never attempted, or waits for a channel that is off, is cancelled: its channel hears of neither.
-- API: private. Called by: the trigger on guardian_alerts.
create or replace function private.enqueue_recoveries(alert_ids uuid[])
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now(), last_error = 'The alert resolved before this was sent.'
  where n.alert_id = any (enqueue_recoveries.alert_ids)
    and (n.state = 'pending' and n.attempts = 0 or n.state in ('pending', 'leased') and not exists (
      select from public.notification_channels c where c.id = n.channel_id and c.enabled
    ));

  insert into public.notifications (alert_id, channel_id, event)
  select distinct n.alert_id, n.channel_id, 'resolved'
  from public.notifications n
  join public.notification_channels c on c.id = n.channel_id and c.enabled
  where n.alert_id = any (enqueue_recoveries.alert_ids)
    and n.event in ('opened', 'reminder')
    and n.state in ('delivered', 'leased', 'pending')
  on conflict on constraint notifications_told_once do nothing;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    perform private.ring_doorbell();
  end if;
  return v_count;
end
$$;
comment on function private.enqueue_recoveries(uuid[]) is
  'Writes recovery notices for channels that heard of the alerts and cancels what was never sent; returns how many.';
revoke all on function private.enqueue_recoveries(uuid[]) from public, anon, authenticated, service_role;
