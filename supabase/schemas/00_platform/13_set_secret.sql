-- Puts a secret into Vault under a name, replacing an earlier one. API: private.
-- Called by: configure-project, and the functions that make channels.
create or replace function private.set_secret(secret_name text, secret_value text, secret_description text default '')
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from vault.secrets s where s.name = set_secret.secret_name;
  if v_id is null then
    perform vault.create_secret(set_secret.secret_value, set_secret.secret_name, set_secret.secret_description);
  else
    perform vault.update_secret(v_id, set_secret.secret_value, set_secret.secret_name, set_secret.secret_description);
  end if;
end
$$;
comment on function private.set_secret(text, text, text) is 'Creates or replaces a Vault secret by name.';
revoke all on function private.set_secret(text, text, text) from public, anon, authenticated, service_role;
