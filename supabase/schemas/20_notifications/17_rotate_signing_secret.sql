-- Gives a webhook channel a new signing secret and returns it.
-- API: private. Called by: rotate_channel_signing_secret.
-- SECURITY DEFINER: it writes Vault. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.rotate_signing_secret(channel_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_secret text := private.generate_signing_secret();
begin
  perform
  from public.notification_channels c
  where c.id = rotate_signing_secret.channel_id and c.kind = 'webhook' and private.may_change_channel(c, v_user_id)
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no webhook channel with this id that you may change.',
      hint = 'List them with: select id, name from notification_channels where kind = ''webhook'';';
  end if;
  perform private.set_signing_secret(rotate_signing_secret.channel_id, v_secret);
  return v_secret;
end
$$;
comment on function private.rotate_signing_secret(uuid) is 'New signing secret of a webhook channel. Users rotate those of their own and their tenants'' channels.';
revoke all on function private.rotate_signing_secret(uuid) from public, anon, authenticated, service_role;
grant execute on function private.rotate_signing_secret(uuid) to authenticated, service_role;
