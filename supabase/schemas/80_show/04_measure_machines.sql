-- What there is to measure of machines at an instant. At most metrics_max_series have series of their own: the offline ones first,
-- then the longest silent, the disabled ones last.
-- API: private. Called by: metric_samples.
create or replace function private.measure_machines(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 7000
set search_path = ''
as $$
  with known as materialized (
    select m.id, m.name, m.last_seen, m.is_enabled, m.status = 'online' as is_online, m.heartbeat_count,
      m.cpu_pct, m.mem_used_pct, m.disk_used_pct, case when m.is_enabled then m.status else 'disabled' end as state
    from public.machines m
  ),
  chosen as materialized (
    select k.*
    from known k
    order by k.is_enabled desc, k.is_online, k.last_seen nulls first, k.id
    limit private.get_integer_setting('metrics_max_series')
  )
  select m.name, jsonb_build_object('machine_id', c.id::text, 'name', c.name), m.value
  from chosen c
  cross join lateral (
    values
      ('heartbase_machine_heartbeats_total', c.heartbeat_count::numeric),
      ('heartbase_machine_last_seen_age_seconds', extract(epoch from measure_machines.now_at) - extract(epoch from c.last_seen)),
      ('heartbase_machine_online', c.is_online::integer),
      ('heartbase_machine_enabled', c.is_enabled::integer),
      -- The load of a machine that is not heard is not known.
      ('heartbase_machine_cpu_percent', case when c.is_online then c.cpu_pct::numeric end),
      ('heartbase_machine_memory_percent', case when c.is_online then c.mem_used_pct::numeric end),
      ('heartbase_machine_disk_percent', case when c.is_online then c.disk_used_pct::numeric end)
  ) m(name, value)
  union all
  select 'heartbase_machines', jsonb_build_object('state', s.state), count(k.id)
  from unnest(array['disabled', 'offline', 'online']) s(state)
  left join known k on k.state = s.state
  group by s.state
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "machine"}', (select count(*) from known) - (select count(*) from chosen);
$$;
comment on function private.measure_machines(timestamptz) is
  'Samples of machines: age of their last reports, status, load, counts by state.';
revoke all on function private.measure_machines(timestamptz) from public, anon, authenticated, service_role;
