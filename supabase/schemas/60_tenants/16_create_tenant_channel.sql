-- API: owners and admins of the tenant, the service role. Answers as create_notification_channel.
-- Errors: those of create_notification_channel, not_an_admin_of_the_tenant (42501), tenant_not_found (404), too_many_channels (409).
create or replace function public.create_tenant_channel(
  p_tenant_id text, p_name text, p_kind text, p_destination text default null, p_config jsonb default '{}',
  p_min_severity text default 'info', p_subject_kinds text[] default null
)
returns jsonb
language sql
set search_path = ''
as $$
  select private.add_tenant_channel(p_tenant_id, p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds);
$$;
comment on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[]) is
  'Makes a channel that hears of a tenant''s alerts: {"id", "signing_secret"}; the signing secret is shown this once.';
revoke all on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;
grant execute on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[]) to authenticated, service_role;
