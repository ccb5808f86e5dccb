-- Changes a channel; null leaves a thing as it is. p_config replaces the config, an empty p_subject_kinds lets it hear of all
-- kinds. What is given must be what create_notification_channel takes.
-- API: signed-in users for their own and, as owners and admins of a tenant, for its channels, the service role, and SQL in the
-- dashboard.
-- Errors: those of create_notification_channel, environment_channel, owners_channel (22023, HTTP 400), channel_not_found (404),
-- channel_kind_not_allowed (42501, HTTP 403) for where a channel goes that the project pays for.
create or replace function public.update_notification_channel(
  p_channel_id uuid,
  p_name text default null,
  p_destination text default null,
  p_signing_secret text default null,
  p_config jsonb default null,
  p_min_severity text default null,
  p_subject_kinds text[] default null,
  p_enabled boolean default null
)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.update_channel(
    p_channel_id, p_name, p_destination, p_signing_secret, p_config, p_min_severity, p_subject_kinds, p_enabled
  );
$$;
comment on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean) is
  'Changes what is not null of a channel; PT404 when there is no such channel of the caller''s.';
revoke all on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.update_notification_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  to authenticated, service_role;
