-- Whether a table is there and the caller may read it: parts of Supabase that a project may lack. Unlike to_regclass() it does not raise
-- where the schema is closed.
-- API: private. Called by: check_failed_sign_ins, sample_platform.
create or replace function private.is_readable(schema_name text, table_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = is_readable.schema_name and c.relname = is_readable.table_name
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  );
$$;
comment on function private.is_readable(text, text) is 'Whether a table exists and the caller may read it.';
revoke all on function private.is_readable(text, text) from public, anon, authenticated, service_role;
