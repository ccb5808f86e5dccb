-- Foreign keys without an index, which make deletes slow, on tables of {"min_rows": 10000} rows and more.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_foreign_key_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with bare as (
    select format('%s (%s)', k.conrelid::regclass, string_agg(a.attname, ', ' order by u.position)) as name
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    cross join unnest(k.conkey) with ordinality u(attnum, position)
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
    where k.contype = 'f' and not c.relispartition
      and c.reltuples >= coalesce((check_foreign_key_indexes.arguments ->> 'min_rows')::integer, 10000)
      and not exists (
        select from pg_catalog.pg_index i
        where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
      )
    group by k.oid, k.conrelid
    order by 1
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Foreign keys of large tables have their indexes.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Foreign keys without an index',
      'message', format('%s: create an index on these columns.', string_agg(b.name, '; ')),
      'data', jsonb_build_object('keys', jsonb_agg(b.name))
    )
  end
  from bare b;
$$;
comment on function private.check_foreign_key_indexes(text, timestamptz, jsonb) is 'Foreign keys without an index, which make deletes slow, on tables of {"min_rows": 10000} rows and more.';
revoke all on function private.check_foreign_key_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
