-- Share of blocks that were found in memory since the last nightly sample; before the first one, since the database's statistics begin.
-- arguments: {"warning_percent": 95, "alert_percent": 85, "min_blocks": 100000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cache_hit_ratio(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.blocks < greatest(r.min_blocks, 1)
      then jsonb_build_object('status', 'ok', 'message', format('Only %s blocks were read %s: too few to tell.', r.blocks, r.since))
    when r.percent >= r.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s %% of %s blocks were found in memory %s.', round(r.percent, 1), r.blocks, r.since))
    else jsonb_build_object(
      'status', case when r.percent < r.alert_percent then 'alert' else 'warning' end, 'priority', 'medium',
      'title', 'The database reads from disk',
      'message', format('Only %s %% of %s blocks were found in memory %s. Look for sequential scans of large tables (seq_tup_read in pg_stat_user_tables), or take a larger instance.',
        round(r.percent, 1), r.blocks, r.since),
      'data', jsonb_build_object('percent', round(r.percent, 2), 'blocks', r.blocks)
    )
  end
  from (
    select b.hits + b.reads as blocks, b.hits * 100.0 / greatest(b.hits + b.reads, 1) as percent, b.since,
      coalesce((check_cache_hit_ratio.arguments ->> 'warning_percent')::numeric, 95) as warning_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'alert_percent')::numeric, 85) as alert_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'min_blocks')::bigint, 100000) as min_blocks
    from (
      select d.blks_hit - coalesce(case when not k.is_anew then h.value end, 0) as hits,
        d.blks_read - coalesce(case when not k.is_anew then m.value end, 0) as reads,
        case
          when not k.is_anew then 'since ' || to_char(h.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
          else 'since statistics began'
        end as since
      from pg_catalog.pg_stat_database d
      cross join private.platform_sample('blocks_hit', check_cache_hit_ratio.now_at) h
      cross join private.platform_sample('blocks_read', check_cache_hit_ratio.now_at) m
      -- Counters that are lower than they were have begun anew.
      cross join lateral (select coalesce(d.blks_hit < h.value or d.blks_read < m.value, true)) k(is_anew)
      where d.datname = current_database()
    ) b
  ) r;
$$;
comment on function private.check_cache_hit_ratio(text, timestamptz, jsonb) is 'Share of blocks that were found in memory.';
revoke all on function private.check_cache_hit_ratio(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
