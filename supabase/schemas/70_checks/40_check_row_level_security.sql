-- Tables that anybody with the publishable key, or anybody who signs up, reaches row by row, since row level security is off: those of
-- the schemas that the API exposes, {"schemas": ["public"]}, but for {"except": ["public.countries"]} and those of extensions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_row_level_security(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with open_tables as materialized (
    select c.oid, n.oid as schema_oid, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where coalesce(check_row_level_security.arguments -> 'schemas', '["public"]') ? n.nspname
      and c.relkind in ('r', 'p') and not c.relrowsecurity
  ),
  told as (
    select t.name
    from open_tables t
    where not coalesce(check_row_level_security.arguments -> 'except' ? t.name, false)
      and exists (
        select from unnest(array['anon', 'authenticated']) r(role)
        where has_schema_privilege(r.role, t.schema_oid, 'usage')
          and (has_any_column_privilege(r.role, t.oid, 'select, insert, update') or has_table_privilege(r.role, t.oid, 'delete, truncate'))
      )
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = t.oid and d.deptype = 'e'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table that clients reach has row level security.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'Tables are open to everybody',
      'message', format('Clients reach every row of %s. For each: alter table … enable row level security; and write its policies.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_row_level_security(text, timestamptz, jsonb) is 'Tables that clients reach since row level security is off.';
revoke all on function private.check_row_level_security(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
