-- Tenants that should be looked at again at once: those that were not looked at for 24 hours (or for longer than their interval and
-- hours take), and those whose last attempt failed when
-- they are unhealthy, or when a quarter of all attempts fail. One that is being looked at, or that was tried in vain within the last 4
-- minutes, is left alone.
-- API: private. Called by: claim_unhealthy_tenants, ring_recovery.
create or replace function private.unhealthy_tenants(now_at timestamptz default now())
returns setof text
language sql
stable
rows 10
set search_path = ''
as $$
  select h.tenant_id
  from (select k.*, avg(k.failure_rate) over () as average_rate from private.tenant_health(unhealthy_tenants.now_at) k) h
  join public.tenants t on t.id = h.tenant_id
  join public.tenant_settings s on s.tenant_id = h.tenant_id
  join private.tenant_run_states r on r.tenant_id = h.tenant_id
  where (
      -- A tenant that has just become old enough is heartbeat's.
      coalesce(h.last_execution_at, t.created_at + (select private.get_interval_setting('tenant_minimum_age')))
        <= unhealthy_tenants.now_at - private.longest_rest(s.interval_minutes, s.active_start_hour, s.active_end_hour)
      or (not h.is_healthy or h.average_rate > 0.25) and exists (
        select from public.heartbeat_failures f
        where f.tenant_id = h.tenant_id and f.kind <> 'recovery' and f.recovered_at is null
          and f.occurred_at > unhealthy_tenants.now_at - interval '24 hours'
      )
    )
    and (r.execution_id is null or r.lease_expires_at <= unhealthy_tenants.now_at)
    and not exists (
      select from public.heartbeat_failures f
      where f.tenant_id = h.tenant_id and f.kind = 'recovery' and f.occurred_at > unhealthy_tenants.now_at - interval '4 minutes'
    );
$$;
comment on function private.unhealthy_tenants(timestamptz) is 'Tenants that should be looked at again at once.';
revoke all on function private.unhealthy_tenants(timestamptz) from public, anon, authenticated, service_role;
