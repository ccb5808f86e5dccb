-- Tables with many dead rows that vacuum did not get to. arguments: {"min_rows": 10000, "percent": 20}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_tuples(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with bloated as (
    select format('%I.%I', t.schemaname, t.relname) as name, t.n_dead_tup as dead,
      round(t.n_dead_tup * 100.0 / (t.n_live_tup + t.n_dead_tup)) as percent, t.last_autovacuum
    from pg_catalog.pg_stat_user_tables t
    where t.n_dead_tup >= coalesce((check_dead_tuples.arguments ->> 'min_rows')::bigint, 10000)
      and t.n_dead_tup * 100.0 / (t.n_live_tup + t.n_dead_tup) >= coalesce((check_dead_tuples.arguments ->> 'percent')::numeric, 20)
    order by t.n_dead_tup desc
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Vacuum keeps up.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Tables hold many dead rows',
      'message', format('%s: up to %s dead rows. Run vacuum on them, and see that no old transaction holds it back.',
        string_agg(b.name, ', '), max(b.dead)),
      'data', jsonb_build_object('tables', jsonb_agg(to_jsonb(b)))
    )
  end
  from bloated b;
$$;
comment on function private.check_dead_tuples(text, timestamptz, jsonb) is 'Tables with many dead rows that vacuum did not get to.';
revoke all on function private.check_dead_tuples(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
