-- Tables without a primary key, which replication and deduplication need. Those of Supabase itself and of extensions are left out, and
-- {"except": ["public.raw_events"]}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_primary_keys(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with keyless as materialized (
    select n.nspname as schema_name, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
  ),
  told as (
    select k.name from keyless k
    where not private.is_managed_schema(k.schema_name)
      and not coalesce(check_primary_keys.arguments -> 'except' ? k.name, false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table has a primary key.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Tables without a primary key',
      'message', format('%s: alter table … add primary key, so that rows can be told apart and replicated.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_primary_keys(text, timestamptz, jsonb) is 'Tables without a primary key.';
revoke all on function private.check_primary_keys(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
