-- Tables with many dead rows that vacuum did not get to: over {"min_rows": 10000} and {"percent": 30} of the table. Autovacuum begins at
-- 17 % as it comes; a table that is being vacuumed is left out, and so are temporary ones, which autovacuum cannot reach.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_tuples(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with bloated as (
    select t.oid::regclass::text as name, t.dead, round(t.dead * 100.0 / greatest(t.live + t.dead, 1)) as percent
    from (
      -- Asked of the counters themselves: the view of them groups the indexes of all tables.
      select c.oid, pg_stat_get_dead_tuples(c.oid) as dead, pg_stat_get_live_tuples(c.oid) as live
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.dead > coalesce((check_dead_tuples.arguments ->> 'min_rows')::bigint, 10000)
      and t.dead * 100.0 / greatest(t.live + t.dead, 1) > coalesce((check_dead_tuples.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Vacuum keeps up.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Tables hold many dead rows',
      'message', format('Dead rows that vacuum did not get to: %s (up to %s rows, %s %%). Run vacuum (analyze) on them; if that frees nothing, an old transaction, replication slot or prepared transaction holds it back.',
        private.list_names(array_agg(b.name order by b.dead desc), count(*)), max(b.dead), max(b.percent)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(b) order by b.dead desc), '$[0 to 19]'))
    )
  end
  from bloated b;
$$;
comment on function private.check_dead_tuples(text, timestamptz, jsonb) is 'Tables with many dead rows that vacuum did not get to.';
revoke all on function private.check_dead_tuples(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
