-- Sends a dead message again, under the id that it had. Returns how many messages came back: 1, more for a member of a group, and 0
-- when it was replayed already.
-- API: admins, the owner of its channel, owners and admins of its channel's tenant, the service role, and SQL in the dashboard.
-- Errors: notification_not_found (404), notification_not_dead, channel_deleted, alert_has_ended (409), channel_inactive (22023,
-- HTTP 400).
create or replace function public.replay_notification(p_notification_id uuid)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_notification_id is null then
    raise exception using errcode = '22023', message = 'notification_missing',
      detail = 'p_notification_id is null.', hint = 'Pass the id of a message, or call replay_notifications for many.';
  end if;
  return private.replay(p_notification_id, null, null);
end
$$;
comment on function public.replay_notification(uuid) is 'Makes a dead message pending again; returns how many came back.';
revoke all on function public.replay_notification(uuid) from public, anon, authenticated, service_role;
grant execute on function public.replay_notification(uuid) to authenticated, service_role;
