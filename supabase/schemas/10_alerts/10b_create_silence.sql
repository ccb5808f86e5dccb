-- Silences alerts until p_ends_at, or for p_for from p_starts_at (now) on: all in the caller's scope, or those that match what is
-- given. p_subject_id: the key of a subject, or the beginning of keys with * at its end. Their messages wait until the end.
-- API: admins and the service role for any alert, owners and admins of a tenant with p_tenant_id for the tenant's, signed-in users
-- for their own. Answers with the row.
-- Errors: invalid_silence_time, invalid_subject_kind, silence_too_long (22023, HTTP 400), not_signed_in, not_an_admin_of_the_tenant
-- (42501, 403), tenant_not_found (404), too_many_silences (409).
create or replace function public.create_silence(
  p_ends_at timestamptz default null,
  p_for interval default null,
  p_subject_kind text default null,
  p_subject_id text default null,
  p_alert_type text default null,
  p_tenant_id text default null,
  p_reason text default null,
  p_starts_at timestamptz default null
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.add_silence(p_ends_at, p_for, p_subject_kind, p_subject_id, p_alert_type, p_tenant_id, p_reason, p_starts_at);
$$;
comment on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz) is
  'Silences alerts until p_ends_at, or for p_for; their messages wait until then. Answers with the row.';
revoke all on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  to authenticated, service_role;
