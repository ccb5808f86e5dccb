-- Foreign keys without an index, which make a delete of what they refer to read the whole table: of tables of {"min_rows": 10000} rows
-- and more as of their last analyze, but for Supabase's own and {"except": ["public.orders_customer_id_fkey"]}, names of constraints with the table's schema.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_foreign_key_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with large as materialized (
    select c.oid from pg_catalog.pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.reltuples >= coalesce((check_foreign_key_indexes.arguments ->> 'min_rows')::bigint, 10000)
  ),
  bare as (
    select format('%s (%s)', k.conrelid::regclass, (
      select string_agg(a.attname, ', ' order by u.position)
      from unnest(k.conkey) with ordinality u(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
    )) as name
    from large l
    join pg_catalog.pg_constraint k on k.conrelid = l.oid and k.contype = 'f'
    where not private.is_managed_schema(k.connamespace::regnamespace::text)
      and not exists (
        select from pg_catalog.pg_index i
        where i.indrelid = k.conrelid and i.indisvalid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          -- Which is enough: a null refers to nothing.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '(% IS NOT NULL)')
      )
      and not coalesce(check_foreign_key_indexes.arguments -> 'except' ? format('%s.%I', k.connamespace::regnamespace, k.conname), false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Foreign keys of large tables have their indexes.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Foreign keys without an index',
      'message', format('No index begins with %s. For each: create index concurrently on these columns.',
        private.list_names(array_agg(b.name order by b.name), count(*))),
      'data', jsonb_build_object('keys', to_jsonb((array_agg(b.name order by b.name))[1:50]))
    )
  end
  from bare b;
$$;
comment on function private.check_foreign_key_indexes(text, timestamptz, jsonb) is 'Foreign keys of large tables without an index.';
revoke all on function private.check_foreign_key_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
