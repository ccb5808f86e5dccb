-- Takes the samples, and forgets those that are older than 90 days. API: private. Called by: prune_history, nightly.
-- Returns how many were taken: there is none of what the project lacks.
create or replace function private.sample_platform(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_storage_size numeric;
  v_count integer;
begin
  if private.is_readable('storage', 'objects') then
    execute format($sql$
      select coalesce(sum((o.metadata ->> 'size')::numeric), 0) from %s o where o.metadata ->> 'size' ~ '^\d{1,18}$'
    $sql$, to_regclass('storage.objects')) into v_storage_size;
  end if;
  insert into private.platform_samples (metric, sampled_at, value)
  select s.metric, sample_platform.now_at, s.value
  from pg_catalog.pg_stat_database d
  cross join lateral (values
    ('database_size', pg_database_size(d.datid)::numeric),
    ('deadlocks', d.deadlocks),
    ('blocks_hit', d.blks_hit),
    ('blocks_read', d.blks_read),
    ('storage_size', v_storage_size)
  ) s(metric, value)
  where d.datname = current_database() and s.value is not null
  on conflict (metric, sampled_at) do nothing;
  get diagnostics v_count = row_count;
  delete from private.platform_samples s where s.sampled_at < sample_platform.now_at - interval '90 days';
  return v_count;
end
$$;
comment on function private.sample_platform(timestamptz) is 'Measures the platform; returns how many samples were taken.';
revoke all on function private.sample_platform(timestamptz) from public, anon, authenticated, service_role;
