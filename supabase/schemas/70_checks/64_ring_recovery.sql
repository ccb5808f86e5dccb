-- Calls the edge function heartbeat-recovery when a tenant should be looked at again; otherwise no call is spent.
-- API: private. Called by: cron job heartbase-recovery. Errors: as invoke_edge_function.
create or replace function private.ring_recovery(now_at timestamptz default now())
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from private.unhealthy_tenants(ring_recovery.now_at)) then
    return false;
  end if;
  perform private.invoke_edge_function('heartbeat-recovery', patience => interval '120 seconds');
  return true;
end
$$;
comment on function private.ring_recovery(timestamptz) is 'Calls the edge function heartbeat-recovery when there is somebody to recover; true when it did.';
revoke all on function private.ring_recovery(timestamptz) from public, anon, authenticated, service_role;
