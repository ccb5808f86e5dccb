-- Sends a test message to one channel, or to every enabled project channel: {"alert_id", "notifications"}. What became of it is
-- in the table notifications: it is tried once.
-- API: signed-in users for a channel of their own and, as owners and admins of a tenant, for its channels, the service role, and SQL
-- in the dashboard. Called by: npm run doctor, and the edge function notifications.
-- Errors: channel_not_found (404), channel_inactive (22023, HTTP 400), test_throttled (429, with the seconds to wait in its detail),
-- not_the_owner (42501, HTTP 403).
create or replace function public.send_test_notification(p_channel_id uuid default null)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.send_test(p_channel_id);
$$;
comment on function public.send_test_notification(uuid) is
  'Enqueues a test message to one channel or to all of the project''s; returns the alert id and the number of messages.';
revoke all on function public.send_test_notification(uuid) from public, anon, authenticated, service_role;
grant execute on function public.send_test_notification(uuid) to authenticated, service_role;
