-- A signing secret in the form of Standard Webhooks: whsec_ and the base64 of 32 bytes, 244 of their bits random.
-- API: private. Called by: create_channel, rotate_signing_secret.
create or replace function private.generate_signing_secret()
returns text
language sql
volatile
set search_path = ''
as $$
  select 'whsec_' || encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64');
$$;
comment on function private.generate_signing_secret() is 'A new Standard Webhooks signing secret.';
revoke all on function private.generate_signing_secret() from public, anon, authenticated, service_role;
