-- Share of table blocks that were found in memory. arguments: {"warning_percent": 95, "alert_percent": 85, "min_blocks":
-- 100000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cache_hit_ratio(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.blocks < r.min_blocks then jsonb_build_object('status', 'ok', 'message', 'Too little was read to tell.')
    when r.percent >= r.warning_percent
      then jsonb_build_object('status', 'ok', 'message', format('%s %% of blocks were found in memory.', round(r.percent, 1)))
    else jsonb_build_object(
      'status', case when r.percent < r.alert_percent then 'alert' else 'warning' end, 'priority', 'medium',
      'title', 'The database reads from disk',
      'message', format('Only %s %% of blocks were found in memory. Look for sequential scans in pg_stat_user_tables, or take a larger instance.', round(r.percent, 1)),
      'data', jsonb_build_object('percent', round(r.percent, 2))
    )
  end
  from (
    select b.blocks, b.hits * 100.0 / greatest(b.blocks, 1) as percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'warning_percent')::numeric, 95) as warning_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'alert_percent')::numeric, 85) as alert_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'min_blocks')::bigint, 100000) as min_blocks
    from (
      select sum(d.blks_hit) as hits, sum(d.blks_hit + d.blks_read) as blocks
      from pg_catalog.pg_stat_database d where d.datname = current_database()
    ) b
  ) r;
$$;
comment on function private.check_cache_hit_ratio(text, timestamptz, jsonb) is 'Share of table blocks that were found in memory.';
revoke all on function private.check_cache_hit_ratio(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
