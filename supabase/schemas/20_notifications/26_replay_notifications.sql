-- Sends the dead messages of a channel, of an alert, or all that the caller may, again: at most 10,000, the oldest first. Returns how
-- many came back. Those of channels that are off stay dead.
-- API: admins, the service role and SQL in the dashboard for all; users for their channels and those of tenants that they run.
-- Errors: channel_not_found (404), channel_inactive (22023, HTTP 400).
create or replace function public.replay_notifications(p_channel_id uuid default null, p_alert_id uuid default null)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.replay(null, p_channel_id, p_alert_id);
$$;
comment on function public.replay_notifications(uuid, uuid) is
  'Makes the dead messages of a channel, of an alert, or all, pending again; returns how many came back.';
revoke all on function public.replay_notifications(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.replay_notifications(uuid, uuid) to authenticated, service_role;
