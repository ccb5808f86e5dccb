-- A secret from Vault by name, decrypted, or null. API: private. Called by: invoke_edge_function and claim_notifications.
create or replace function private.get_secret(secret_name text)
returns text
language sql
stable
set search_path = ''
as $$
  select s.decrypted_secret from vault.decrypted_secrets s where s.name = get_secret.secret_name;
$$;
comment on function private.get_secret(text) is 'Decrypted Vault secret by name, or null.';
revoke all on function private.get_secret(text) from public, anon, authenticated, service_role;
