-- Gives a webhook channel a new signing secret and returns it. For 24 hours messages carry a signature of the old one as well.
-- API: service role, and SQL in the dashboard. SECURITY DEFINER: it writes Vault through private functions.
create or replace function public.rotate_channel_signing_secret(p_channel_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := 'heartbase_channel_' || p_channel_id || '_signing';
  v_previous text := private.get_secret(v_name);
  v_secret text := private.generate_signing_secret();
begin
  if v_previous is null then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no webhook channel with this id.',
      hint = 'List them with: select id, name from notification_channels where kind = ''webhook'';';
  end if;
  perform private.set_secret(v_name || '_previous', v_previous);
  perform private.set_secret(v_name, v_secret);
  return v_secret;
end
$$;
comment on function public.rotate_channel_signing_secret(uuid) is
  'New signing secret of a webhook channel; the old one signs along for 24 hours.';
revoke all on function public.rotate_channel_signing_secret(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_channel_signing_secret(uuid) to service_role;
