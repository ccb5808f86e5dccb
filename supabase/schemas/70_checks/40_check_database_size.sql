-- Size of the database, and its growth in a week. arguments: {"max_bytes": 536870912 (0 for no limit), "warning_percent": 80,
-- "alert_percent": 95, "growth_percent": 50}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_database_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.percent >= d.alert_percent or d.percent >= d.warning_percent then jsonb_build_object(
      'status', case when d.percent >= d.alert_percent then 'alert' else 'warning' end,
      'priority', case when d.percent >= d.alert_percent then 'urgent' else 'high' end,
      'title', 'The database is nearly full',
      'message', format('The database takes %s, %s %% of what the plan allows; beyond that it becomes read-only. Delete, shorten retentions, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The database grows fast',
      'message', format('The database takes %s, %s %% more than a week ago.', pg_size_pretty(d.size), round(d.growth)),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('The database takes %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.size, s.before, s.size * 100.0 / nullif(s.max_size, 0) as percent, (s.size - s.before) * 100.0 / nullif(s.before, 0) as growth,
      coalesce((check_database_size.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_database_size.arguments ->> 'alert_percent')::numeric, 95) as alert_percent,
      coalesce((check_database_size.arguments ->> 'growth_percent')::numeric, 50) as growth_percent
    from (
      select pg_database_size(current_database()) as size,
        coalesce((check_database_size.arguments ->> 'max_bytes')::bigint, 536870912) as max_size,
        private.platform_sample('database_size', check_database_size.now_at - interval '7 days') as before
    ) s
  ) d;
$$;
comment on function private.check_database_size(text, timestamptz, jsonb) is 'Size of the database, and its growth in a week.';
revoke all on function private.check_database_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
