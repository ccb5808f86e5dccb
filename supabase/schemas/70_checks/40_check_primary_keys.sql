-- Tables without a primary key, which replication and deduplication need. Schemas of the platform are left out.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_primary_keys(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with keyless as (
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'auth', 'storage', 'realtime', '_realtime', 'vault', 'cron', 'net', 'extensions', 'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations', 'pgmq')
      and n.nspname !~ '^pg_(toast|temp)'
      and not exists (select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1
    limit 50
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table has a primary key.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Tables without a primary key',
      'message', format('%s: add one, so that rows can be told apart and replicated.', string_agg(k.name, ', ')),
      'data', jsonb_build_object('tables', jsonb_agg(k.name))
    )
  end
  from keyless k;
$$;
comment on function private.check_primary_keys(text, timestamptz, jsonb) is 'Tables without a primary key, which replication and deduplication need.';
revoke all on function private.check_primary_keys(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
