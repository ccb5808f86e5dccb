-- Leases tenants that are due: [{"executionId", "tenantId", "userId", "role", "forced", "leaseExpiresAt", "httpChecks"}]. Whoever
-- claims asks the http checks, and calls run_tenants before the lease ends.
-- API: service role. Called by: the edge function heartbeat. SECURITY DEFINER: leases are private.
create or replace function public.claim_tenants(p_limit integer default 50)
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
  v_execution_ids := private.claim_due_tenants(now(), p_limit);
  return private.describe_claims(v_execution_ids);
end
$$;
comment on function public.claim_tenants(integer) is 'Leases tenants that are due, with the http checks to ask for each.';
revoke all on function public.claim_tenants(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_tenants(integer) to service_role;
