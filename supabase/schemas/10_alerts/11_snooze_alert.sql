-- Nobody is told of an open alert for a while: what is not sent yet waits, and reminders do. Its end is told to whoever heard of it.
-- API: admins, owners of the alert, vertices of its tetrahedron, members of its tenant but viewers, the service role.
-- Errors: alert_not_found (404), invalid_silence_time (22023, HTTP 400), too_many_silences (409).
create or replace function public.snooze_alert(p_alert_id uuid, p_for interval default '1 hour')
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.snooze(p_alert_id, p_for);
$$;
comment on function public.snooze_alert(uuid, interval) is
  'Silences an open alert for a while; snoozing it again counts from then on. Answers with the silence. PT404 when there is none.';
revoke all on function public.snooze_alert(uuid, interval) from public, anon, authenticated, service_role;
grant execute on function public.snooze_alert(uuid, interval) to authenticated, service_role;
