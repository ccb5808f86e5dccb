-- Calls the edge function heartbeat when a tenant is due, by the same conditions as claim_due_tenants: a project without tenants, or
-- whose tenants are all asleep, spends no call. Level-triggered: a call that is lost is made again by the next.
-- Remediations that were not finished end here: the news that wait for them do not wait until a tenant is due.
-- API: private. Called by: cron job heartbase-heartbeat. Errors: as invoke_edge_function.
create or replace function private.ring_heartbeat(now_at timestamptz default now())
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform private.adopt_tenants_hourly(ring_heartbeat.now_at);
  perform private.sweep_remediations(ring_heartbeat.now_at);
  if not exists (
    select
    from private.tenant_run_states r
    join public.tenants t on t.id = r.tenant_id
    join public.tenant_settings s on s.tenant_id = r.tenant_id
    where r.next_run_at <= ring_heartbeat.now_at
      and (r.execution_id is null or r.lease_expires_at <= ring_heartbeat.now_at)
      and not t.paused and s.enabled
      and (
        r.is_asked
        or t.created_at <= ring_heartbeat.now_at - (select private.get_interval_setting('tenant_minimum_age'))
        and coalesce(private.is_hour_within(ring_heartbeat.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true)
      )
  ) then
    return false;
  end if;
  perform private.invoke_edge_function('heartbeat', patience => interval '120 seconds');
  return true;
end
$$;
comment on function private.ring_heartbeat(timestamptz) is 'Calls the edge function heartbeat when a tenant is due; true when it did.';
revoke all on function private.ring_heartbeat(timestamptz) from public, anon, authenticated, service_role;
