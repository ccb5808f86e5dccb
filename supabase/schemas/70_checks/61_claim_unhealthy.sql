-- Leases tenants that should be looked at again at once, forced: whatever their interval and hours. Returns the ids of the executions.
-- API: private. Called by: claim_unhealthy_tenants.
create or replace function private.claim_unhealthy(now_at timestamptz default now(), max_rows integer default 50)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_tenant_id text;
  v_claimed uuid[] := array[]::uuid[];
begin
  for v_tenant_id in
    select r.tenant_id
    from private.tenant_run_states r
    join private.unhealthy_tenants(claim_unhealthy.now_at) u(tenant_id) on u.tenant_id = r.tenant_id
    order by r.next_run_at, r.tenant_id
    limit claim_unhealthy.max_rows
    for no key update of r skip locked
  loop
    begin
      v_claimed := v_claimed || private.claim_one_tenant(v_tenant_id, null, null, true, claim_unhealthy.now_at);
    exception
      -- Somebody else leased or paused it between the look and the lock: it is theirs.
      when sqlstate 'PT409' then null;
    end;
  end loop;
  return v_claimed;
end
$$;
comment on function private.claim_unhealthy(timestamptz, integer) is 'Leases tenants that should be looked at again; the ids of the executions.';
revoke all on function private.claim_unhealthy(timestamptz, integer) from public, anon, authenticated, service_role;
