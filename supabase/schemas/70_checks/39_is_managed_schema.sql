-- Whether a schema is Postgres' own or Supabase's: what is odd in there is not the project's to change.
-- API: private. Called by: check_primary_keys, check_foreign_key_indexes, check_unused_indexes.
create or replace function private.is_managed_schema(name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select is_managed_schema.name ~ '^pg_' or is_managed_schema.name in (
    'information_schema', 'auth', 'storage', 'realtime', '_realtime', '_analytics', '_supavisor', 'vault', 'cron', 'net', 'extensions',
    'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations', 'pgmq', 'pgtle'
  );
$$;
comment on function private.is_managed_schema(text) is 'Whether a schema is Postgres'' own or Supabase''s.';
revoke all on function private.is_managed_schema(text) from public, anon, authenticated, service_role;
