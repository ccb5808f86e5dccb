-- Size of the database: what the plan allows, where that is given, and its growth in a week, by the nightly samples.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "alert_percent": 95, "growth_percent": 50,
-- "growth_bytes": 104857600}; both are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_database_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.percent >= least(d.warning_percent, d.alert_percent) then jsonb_build_object(
      'status', case when d.percent >= d.alert_percent then 'alert' else 'warning' end,
      'priority', case when d.percent >= d.alert_percent then 'urgent' else 'high' end,
      'title', 'The database is nearly full',
      'message', format('The database takes %s, %s %% of the %s that are allowed; beyond that it becomes read-only. Delete, shorten retentions, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The database grows fast',
      'message', format('The database takes %s, %s %% more than on %s. See which table it is: select relid::regclass, pg_total_relation_size(relid) from pg_stat_user_tables order by 2 desc limit 10;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('The database takes %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.size, s.max_size, b.value as before, b.sampled_at, s.size * 100.0 / nullif(s.max_size, 0) as percent,
      (s.size - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_database_size.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_database_size.arguments ->> 'alert_percent')::numeric, 95) as alert_percent,
      coalesce((check_database_size.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_database_size.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from (
      select coalesce((check_database_size.arguments ->> 'max_bytes')::bigint, 0) as max_size,
        -- The exact size asks the file system for each file, of which thousands of tables have tens of thousands; their pages as of the
        -- last vacuum are near enough.
        case when k.reltuples < 5000 then pg_database_size(current_database()) else (
          select sum(c.relpages::bigint) * current_setting('block_size')::integer from pg_catalog.pg_class c
        )::bigint end as size
      from pg_catalog.pg_class k
      where k.oid = 'pg_catalog.pg_class'::regclass
    ) s
    cross join private.platform_sample('database_size', check_database_size.now_at - interval '7 days') b
  ) d;
$$;
comment on function private.check_database_size(text, timestamptz, jsonb) is 'Size of the database, and its growth in a week.';
revoke all on function private.check_database_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
