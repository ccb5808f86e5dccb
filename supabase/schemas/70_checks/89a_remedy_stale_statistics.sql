-- Analyses tables that changed much since they were last analysed, by {"min_rows": 10000} and {"percent": 30} as check_stale_statistics,
-- at most {"max_tables": 10}, those that changed most first. Tables of other owners, and those that somebody has locked, are left.
-- API: private. Called by: the action analyze_stale_tables.
create or replace function private.remedy_stale_statistics(arguments jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_table record;
  v_analyzed jsonb := jsonb_build_array();
begin
  for v_table in
    select t.oid, t.oid::regclass::text as name
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't' and pg_has_role(c.relowner, 'usage')
    ) t
    where t.changes > coalesce((remedy_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((remedy_stale_statistics.arguments ->> 'percent')::numeric, 30)
    order by t.changes desc
    limit coalesce((remedy_stale_statistics.arguments ->> 'max_tables')::integer, 10)
  loop
    execute format('analyze (skip_locked) %s', v_table.name);
    v_analyzed := v_analyzed || to_jsonb(v_table.name);
  end loop;
  return jsonb_build_object('analyzed', v_analyzed);
end
$$;
comment on function private.remedy_stale_statistics(jsonb) is 'Analyses tables whose statistics are stale.';
revoke all on function private.remedy_stale_statistics(jsonb) from public, anon, authenticated, service_role;
grant execute on function private.remedy_stale_statistics(jsonb) to remediator;
