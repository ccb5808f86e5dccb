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

-- Leases tenants that should be looked at again, as claim_tenants answers.
-- API: service role. Called by: the edge function heartbeat-recovery. SECURITY DEFINER: leases are private. Errors: invalid_limit (22023).
create or replace function public.claim_unhealthy_tenants(p_limit integer default 50)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_execution_ids uuid[];
begin
  if p_limit is null or p_limit not between 1 and 500 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 500.', hint = 'Leave it out for 50.';
  end if;
  v_execution_ids := private.claim_unhealthy(now(), p_limit);
  return private.describe_claims(v_execution_ids);
end
$$;
comment on function public.claim_unhealthy_tenants(integer) is 'Leases tenants that should be looked at again, with the http checks to ask for each.';
revoke all on function public.claim_unhealthy_tenants(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_unhealthy_tenants(integer) to service_role;
