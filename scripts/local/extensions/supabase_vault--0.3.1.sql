-- Stand-in for supabase_vault 0.3.1: the same table, view, functions and grants over pgcrypto. The real one encrypts with
-- a key outside the database; here the key is a row that only a superuser reads, which is enough for a local stack.

create table vault._local_key (key bytea not null);
revoke all on vault._local_key from public;

create table vault.secrets (
  id uuid primary key default pg_catalog.gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
comment on table vault.secrets is 'Table with encrypted `secret` column for storing sensitive information on disk.';
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

-- pgcrypto may live in any schema (hosted: extensions), so the functions that call it are made with its schema's name.
do $do$
declare
  v_schema text := (
    select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pgcrypto'
  );
begin
  execute pg_catalog.format('insert into vault._local_key values (%I.gen_random_bytes(32))', v_schema);

  execute pg_catalog.format($sql$
    create function vault._local_nonce() returns bytea language sql set search_path = '' as $$
      select %I.gen_random_bytes(16)
    $$
  $sql$, v_schema);

  -- SECURITY DEFINER: reads the key, which no caller may.
  execute pg_catalog.format($sql$
    create function vault._crypto_aead_det_encrypt(message bytea, additional bytea, nonce bytea)
    returns bytea language sql security definer set search_path = '' as $$
      select %1$I.encrypt_iv($1, k.key, $3, 'aes-cbc/pad:pkcs') from vault._local_key as k
    $$
  $sql$, v_schema);

  -- SECURITY DEFINER: reads the key, which no caller may.
  execute pg_catalog.format($sql$
    create function vault._crypto_aead_det_decrypt(message bytea, additional bytea, nonce bytea)
    returns bytea language sql stable security definer set search_path = '' as $$
      select %1$I.decrypt_iv($1, k.key, $3, 'aes-cbc/pad:pkcs') from vault._local_key as k
    $$
  $sql$, v_schema);
end $do$;

create view vault.decrypted_secrets as
select
  s.id, s.name, s.description, s.secret,
  pg_catalog.convert_from(
    vault._crypto_aead_det_decrypt(
      pg_catalog.decode(s.secret, 'base64'), pg_catalog.convert_to(s.id::text, 'UTF8'), s.nonce
    ), 'UTF8'
  ) as decrypted_secret,
  s.key_id, s.nonce, s.created_at, s.updated_at
from vault.secrets as s;

-- SECURITY DEFINER as in the real one: callers hold EXECUTE on it, not INSERT on the table.
create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := pg_catalog.gen_random_uuid();
  v_nonce bytea := vault._local_nonce();
begin
  insert into vault.secrets (id, secret, name, description, nonce)
  values (
    v_id,
    pg_catalog.encode(
      vault._crypto_aead_det_encrypt(
        pg_catalog.convert_to(new_secret, 'UTF8'), pg_catalog.convert_to(v_id::text, 'UTF8'), v_nonce
      ), 'base64'
    ),
    new_name, new_description, v_nonce
  );
  return v_id;
end $$;

-- SECURITY DEFINER as in the real one: callers hold EXECUTE on it, not UPDATE on the table.
create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
  new_key_id uuid default null
) returns void language plpgsql security definer set search_path = '' as $$
declare
  v_nonce bytea := vault._local_nonce();
begin
  update vault.secrets as s set
    secret = case when new_secret is null then s.secret else pg_catalog.encode(
      vault._crypto_aead_det_encrypt(
        pg_catalog.convert_to(new_secret, 'UTF8'), pg_catalog.convert_to(s.id::text, 'UTF8'), v_nonce
      ), 'base64'
    ) end,
    nonce = case when new_secret is null then s.nonce else v_nonce end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = pg_catalog.now()
  where s.id = secret_id;
end $$;

revoke all on all functions in schema vault from public;

do $do$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    grant usage on schema vault to service_role;
    grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
    grant execute on function
      vault.create_secret(text, text, text, uuid), vault.update_secret(uuid, text, text, text, uuid),
      vault._crypto_aead_det_decrypt(bytea, bytea, bytea)
    to service_role;
  end if;
end $do$;
