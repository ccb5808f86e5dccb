-- Gives a webhook channel a new signing secret and returns it. For 24 hours messages carry a signature of the old one as well.
-- API: signed-in users for their own and, as owners and admins of a tenant, for its channels, the service role, and SQL in the
-- dashboard. Error: channel_not_found (404).
create or replace function public.rotate_channel_signing_secret(p_channel_id uuid)
returns text
language sql
volatile
set search_path = ''
as $$
  select private.rotate_signing_secret(p_channel_id);
$$;
comment on function public.rotate_channel_signing_secret(uuid) is
  'New signing secret of a webhook channel; the old one signs along for 24 hours.';
revoke all on function public.rotate_channel_signing_secret(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_channel_signing_secret(uuid) to authenticated, service_role;
