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
