-- Indexes of {"min_bytes": 104857600} and more that no query used in {"after": "14 days"} and longer: they cost every write. Statistics
-- that are younger say nothing; when they began is known from the first nightly sample, where nobody reset them since. Left out are
-- {"except": ["public.orders_created_at_idx"]}, those that hold a constraint, and Supabase's own.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_unused_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with statistics as (
    select greatest(d.stats_reset, (select min(s.sampled_at) from private.platform_samples s where s.metric = 'database_size')) as since,
      coalesce((check_unused_indexes.arguments ->> 'after')::interval, interval '14 days') as after,
      exists (select from private.platform_samples s where s.metric = 'database_size') as is_known
    from pg_catalog.pg_stat_database d
    where d.datname = current_database()
  ),
  large as materialized (
    select c.oid, c.oid::regclass::text as name, c.relpages::bigint * current_setting('block_size')::integer as bytes
    from pg_catalog.pg_class c
    where c.relkind = 'i'
      and c.relpages::bigint * current_setting('block_size')::integer
        >= coalesce((check_unused_indexes.arguments ->> 'min_bytes')::bigint, 104857600)
  ),
  unused as (
    select l.name, l.bytes
    from large l
    join pg_catalog.pg_index i on i.indexrelid = l.oid
    join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind in ('r', 'm')
    where not private.is_managed_schema(t.relnamespace::regnamespace::text)
      and not i.indisunique and not i.indisexclusion and not i.indisreplident and i.indisvalid and pg_stat_get_numscans(l.oid) = 0
      and not coalesce(check_unused_indexes.arguments -> 'except' ? l.name, false)
  )
  select case
    when not s.is_known or s.since > check_unused_indexes.now_at - s.after then jsonb_build_object('status', 'ok', 'message',
      format('Statistics of %s are needed to tell.', private.describe_interval(s.after)))
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', 'Large indexes are used.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Indexes are not used',
      'message', format('No query used %s (%s together) since %s. If none does on replicas either: drop index concurrently …',
        private.list_names(array_agg(u.name order by u.bytes desc), count(u.name)), pg_size_pretty(sum(u.bytes)),
        to_char(s.since at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('indexes', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.bytes desc), '$[0 to 19]'))
    )
  end
  from statistics s
  left join unused u on true
  group by s.is_known, s.since, s.after;
$$;
comment on function private.check_unused_indexes(text, timestamptz, jsonb) is 'Large indexes that no query used.';
revoke all on function private.check_unused_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
