-- Makes a channel of the project, of a user (p_owner_id), or, for a signed-in user, of their own. An admin makes one of the project
-- with p_for_project.
-- p_destination: the URL of a push, slack or webhook channel. p_config: {"to": [addresses]} for email, {"to": "+15550100"} for
-- sms and whatsapp, {"chat_id": "…"} for telegram.
-- p_signing_secret: a webhook's, 16 to 128 characters; one is made, and shown this once in the answer, when it is left out.
-- p_subject_kinds: null or empty for all kinds of subject.
-- API: signed-in users for themselves (push, slack, telegram, webhook), admins for the project, the service role, and SQL in the
-- dashboard.
-- Errors: invalid_channel_kind, invalid_destination, invalid_channel_name, invalid_severity, invalid_subject_kinds,
-- invalid_signing_secret, invalid_recipients, invalid_chat, invalid_number, invalid_config, invalid_owner (22023, HTTP 400), not_the_owner,
-- not_an_admin, channel_kind_not_allowed (42501, HTTP 403), too_many_channels (409).
create or replace function public.create_notification_channel(
  p_name text,
  p_kind text,
  p_destination text default null,
  p_config jsonb default '{}',
  p_min_severity text default 'info',
  p_subject_kinds text[] default null,
  p_owner_id uuid default null,
  p_signing_secret text default null,
  p_enabled boolean default true,
  p_for_project boolean default false
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.create_channel(
    p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds, p_owner_id, p_signing_secret, p_enabled, p_for_project
  );
$$;
comment on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean) is
  'Makes a slack, email, push, sms, telegram, webhook or whatsapp channel: {"id", "signing_secret"}; a signing secret that was made is shown this once.';
revoke all on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  to authenticated, service_role;
