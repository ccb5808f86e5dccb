-- Open alerts under a silence, of those that the caller sees: row level security applies.
-- API: signed-in users, the service role. Called by: the Operator Panel.
create or replace view public.silenced_alerts with (security_invoker = true) as
select a.id as alert_id, s.silence_id, s.ends_at as silenced_until
from private.silenced_alerts() s
join public.guardian_alerts a on a.id = s.alert_id;
comment on view public.silenced_alerts is 'Open alerts under a silence: which, and until when their messages wait.';
revoke all on public.silenced_alerts from public, anon, authenticated, service_role;
grant select on public.silenced_alerts to authenticated, service_role;
