-- How well tenants are looked at, over the last 24 hours: executions, failures, and whether somebody should do something about it. Those
-- that are paused, switched off or too new are left out. Unhealthy is one that was not looked at for 24 hours (or for longer than its
-- interval and hours take), or of which half of the attempts or more failed.
-- API: private. Called by: whatever recovers tenants.
create or replace function private.tenant_health(now_at timestamptz default now())
returns table (
  tenant_id text, last_execution_at timestamptz, executions integer, failures integer, failure_rate numeric, is_healthy boolean, reason text
)
language sql
stable
rows 100
set search_path = ''
as $$
  select h.tenant_id, h.last_execution_at, h.executions, h.failures, h.failure_rate, v.reason is null, v.reason
  from (
    select s.tenant_id, private.longest_rest(s.interval_minutes, s.active_start_hour, s.active_end_hour) as rest,
      s.last_run_at as last_execution_at, e.count as executions, f.count as failures,
      coalesce(f.count::numeric / nullif(e.count + f.count, 0), 0) as failure_rate
    from public.tenant_settings s
    join public.tenants t on t.id = s.tenant_id
    cross join lateral (
      select count(*)::integer from public.heartbeat_executions x
      where x.tenant_id = s.tenant_id and x.started_at > tenant_health.now_at - interval '24 hours'
        and x.started_at <= tenant_health.now_at
    ) e(count)
    cross join lateral (
      select count(*)::integer from public.heartbeat_failures x
      where x.tenant_id = s.tenant_id and x.kind <> 'recovery' and x.occurred_at > tenant_health.now_at - interval '24 hours'
        and x.occurred_at <= tenant_health.now_at
    ) f(count)
    where s.enabled and not t.paused
      and t.created_at <= tenant_health.now_at - (select private.get_interval_setting('tenant_minimum_age'))
  ) h
  cross join lateral (
    select case
      when h.last_execution_at is null then 'It was never looked at.'
      when h.last_execution_at <= tenant_health.now_at - h.rest
        then format('It was not looked at for %s.', case when h.rest > interval '24 hours' then private.describe_interval(h.rest) else '24 hours' end)
      when h.failure_rate >= 0.5 then format('%s of %s attempts of the last 24 hours failed.', h.failures, h.executions + h.failures)
    end
  ) v(reason);
$$;
comment on function private.tenant_health(timestamptz) is 'How well tenants are looked at: executions, failures, and whether that is healthy.';
revoke all on function private.tenant_health(timestamptz) from public, anon, authenticated, service_role;
