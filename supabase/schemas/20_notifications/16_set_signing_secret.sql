-- Puts a webhook's signing secret into Vault and its last four characters into the row. One that was there before signs along
-- for 24 hours, so that receivers can change over.
-- API: private. Called by: create_channel, update_channel, rotate_signing_secret.
create or replace function private.set_signing_secret(channel_id uuid, signing_secret text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_name text := 'heartbase_channel_' || set_signing_secret.channel_id || '_signing';
  v_previous text := private.get_secret(v_name);
begin
  if v_previous is not null then
    perform private.set_secret(v_name || '_previous', v_previous);
  end if;
  perform private.set_secret(v_name, set_signing_secret.signing_secret);
  update public.notification_channels c
  set signing_secret_hint = right(set_signing_secret.signing_secret, 4), updated_at = now()
  where c.id = set_signing_secret.channel_id;
end
$$;
comment on function private.set_signing_secret(uuid, text) is 'Replaces a webhook''s signing secret; the old one signs along for 24 hours.';
revoke all on function private.set_signing_secret(uuid, text) from public, anon, authenticated, service_role;
