-- The share of blocks found in memory since the last nightly sample.
begin;
select plan(5);
select pg_temp.start_empty();

-- 850 of 1000 since then.
insert into private.platform_samples (metric, sampled_at, value)
select s.metric, '2026-03-01 03:17+00', s.value
from pg_stat_database d, lateral (values ('blocks_hit', d.blks_hit - 850), ('blocks_read', d.blks_read - 150)) s(metric, value)
where d.datname = current_database();
select is(
  pg_temp.ask('cache_hit_ratio', '{"min_blocks": 1000}', '2026-03-01 12:00+00') ->> 'message',
  'Only 85.0 % of 1000 blocks were found in memory since 2026-03-01 03:17 UTC. Look for sequential scans of large tables (seq_tup_read in pg_stat_user_tables), or take a larger instance.',
  'it says what it saw and what to do'
);
select is(pg_temp.says('cache_hit_ratio', '{"min_blocks": 1000}', '2026-03-01 12:00+00'), 'warning medium', 'at 85 % it is a warning');
select is(
  pg_temp.says('cache_hit_ratio', '{"min_blocks": 1000, "alert_percent": 85.1}', '2026-03-01 12:00+00'), 'alert medium',
  'below the alert it is one'
);
select is(
  pg_temp.says('cache_hit_ratio', '{"min_blocks": 1000, "warning_percent": 85}', '2026-03-01 12:00+00'), 'ok',
  'at the percentage of the warning it is well'
);
select is(pg_temp.says('cache_hit_ratio', '{"min_blocks": 1001}', '2026-03-01 12:00+00'), 'ok', 'of fewer blocks nothing is told');

select * from finish();
rollback;
