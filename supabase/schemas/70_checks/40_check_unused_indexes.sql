-- Large indexes that no query used since statistics began: they cost every write. arguments: {"min_bytes": 104857600}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_unused_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with unused as (
    select i.indexrelid::regclass::text as name, pg_relation_size(i.indexrelid) as bytes
    from pg_catalog.pg_stat_user_indexes i
    join pg_catalog.pg_index x on x.indexrelid = i.indexrelid and not x.indisunique
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    where i.idx_scan = 0
      -- By the catalog's own estimate first, so that sizes are asked of few.
      and c.relpages * 8192.0 >= coalesce((check_unused_indexes.arguments ->> 'min_bytes')::bigint, 104857600)
    order by c.relpages desc
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Large indexes are used.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Indexes are not used',
      'message', format('%s (%s): drop them if nothing needs them on replicas either.', string_agg(u.name, ', '), pg_size_pretty(sum(u.bytes))),
      'data', jsonb_build_object('indexes', jsonb_agg(to_jsonb(u)))
    )
  end
  from unused u;
$$;
comment on function private.check_unused_indexes(text, timestamptz, jsonb) is 'Large indexes that no query used since statistics began: they cost every write.';
revoke all on function private.check_unused_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
