-- Gives a machine a new key and returns it, this once: 32 random bytes in base64url. An earlier key, revoked or not, is no longer
-- one. Bytes come from three random UUIDs (366 random bits) hashed to 256, since pgcrypto may not be installed.
-- API: private. Called by: create_machine, rotate_machine_key; they decide who may.
create or replace function private.issue_machine_key(machine_id bigint)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_key text := rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'
  ), '+/', '-_'), '=');
begin
  insert into private.machine_keys (machine_id, key_hash)
  values (issue_machine_key.machine_id, sha256(convert_to(v_key, 'UTF8')))
  on conflict on constraint machine_keys_pkey do update
    set key_hash = excluded.key_hash, created_at = now(), revoked_at = null;
  update public.machines m set key_hint = right(v_key, 4) where m.id = issue_machine_key.machine_id;
  return v_key;
end
$$;
comment on function private.issue_machine_key(bigint) is 'A new key of a machine, in place of the one before.';
revoke all on function private.issue_machine_key(bigint) from public, anon, authenticated, service_role;
