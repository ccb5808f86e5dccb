-- Tables that changed much since they were last analysed, so that plans go wrong: over {"min_rows": 10000} rows and {"percent": 30} of
-- the table. Autovacuum begins at 10 % as it comes; a table that is being analysed is left out, and so are temporary ones.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_stale_statistics(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with stale as (
    select t.oid::regclass::text as name, t.changes,
      greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) as analyzed_at
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.changes > coalesce((check_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((check_stale_statistics.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_analyze p where p.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Statistics are current.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Statistics are stale',
      'message', format('Changed much since they were analysed: %s (up to %s rows). Run analyze on them, and see that autovacuum is on.',
        private.list_names(array_agg(s.name order by s.changes desc), count(*)), max(s.changes)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(s) order by s.changes desc), '$[0 to 19]'))
    )
  end
  from stale s;
$$;
comment on function private.check_stale_statistics(text, timestamptz, jsonb) is 'Tables that changed much since they were last analysed.';
revoke all on function private.check_stale_statistics(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
