-- Bytes in Storage, by the nightly samples: what the plan allows, where that is given, and their growth in a week.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "growth_percent": 50, "growth_bytes": 104857600}; both
-- are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_storage_growth(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.size is null
      then jsonb_build_object('status', 'ok', 'message', 'Storage is not used, or was not measured yet: that is done at night.')
    when d.percent >= d.warning_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'Storage is nearly full',
      'message', format('Files take %s, %s %% of the %s that are allowed. Delete some, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Storage grows fast',
      'message', format('Files take %s, %s %% more than on %s. See which bucket it is: select bucket_id, count(*) from storage.objects group by 1;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('Files take %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.value as size, b.value as before, b.sampled_at, l.max_size, s.value * 100.0 / nullif(l.max_size, 0) as percent,
      (s.value - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_storage_growth.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from private.platform_sample('storage_size', check_storage_growth.now_at) s
    cross join private.platform_sample('storage_size', check_storage_growth.now_at - interval '7 days') b
    cross join (select coalesce((check_storage_growth.arguments ->> 'max_bytes')::bigint, 0)) l(max_size)
  ) d;
$$;
comment on function private.check_storage_growth(text, timestamptz, jsonb) is 'Bytes in Storage, and their growth in a week.';
revoke all on function private.check_storage_growth(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
