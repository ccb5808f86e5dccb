-- Tables that changed much since they were last analysed, so that plans go wrong. arguments: {"min_rows": 10000, "percent":
-- 30}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_stale_statistics(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with stale as (
    select format('%I.%I', t.schemaname, t.relname) as name, t.n_mod_since_analyze as changes,
      greatest(t.last_analyze, t.last_autoanalyze) as analyzed_at
    from pg_catalog.pg_stat_user_tables t
    where t.n_mod_since_analyze >= coalesce((check_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.n_mod_since_analyze * 100.0 / greatest(t.n_live_tup, 1) >= coalesce((check_stale_statistics.arguments ->> 'percent')::numeric, 30)
    order by t.n_mod_since_analyze desc
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Statistics are current.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Statistics are stale',
      'message', format('%s changed much since they were analysed. Run analyze on them.', string_agg(s.name, ', ')),
      'data', jsonb_build_object('tables', jsonb_agg(to_jsonb(s)))
    )
  end
  from stale s;
$$;
comment on function private.check_stale_statistics(text, timestamptz, jsonb) is 'Tables that changed much since they were last analysed, so that plans go wrong.';
revoke all on function private.check_stale_statistics(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
