-- Bytes in Storage, and their growth in a week, by the nightly samples. arguments: {"max_bytes": 1073741824 (0 for no limit),
-- "warning_percent": 80, "growth_percent": 50}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_storage_growth(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.size is null then jsonb_build_object('status', 'ok', 'message', 'Storage is not used, or was not measured yet: that is done at night.')
    when d.percent >= d.warning_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'Storage is nearly full',
      'message', format('Files take %s, %s %% of what the plan allows. Delete some, or take a larger plan.', pg_size_pretty(d.size), round(d.percent)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Storage grows fast',
      'message', format('Files take %s, %s %% more than a week ago.', pg_size_pretty(d.size), round(d.growth)),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('Files take %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.size, s.before, s.size * 100.0 / nullif(s.max_size, 0) as percent, (s.size - s.before) * 100.0 / nullif(s.before, 0) as growth,
      coalesce((check_storage_growth.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_percent')::numeric, 50) as growth_percent
    from (
      select private.platform_sample('storage_size', check_storage_growth.now_at)::bigint as size,
        coalesce((check_storage_growth.arguments ->> 'max_bytes')::bigint, 1073741824) as max_size,
        private.platform_sample('storage_size', check_storage_growth.now_at - interval '7 days') as before
    ) s
  ) d;
$$;
comment on function private.check_storage_growth(text, timestamptz, jsonb) is 'Bytes in Storage, and their growth in a week, by the nightly samples.';
revoke all on function private.check_storage_growth(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
