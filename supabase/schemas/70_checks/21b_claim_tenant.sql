-- Leases one tenant, as claim_tenants answers. p_role: as another kind of tenant, for this once. p_force: whether it is due or not.
-- API: service role. Called by: the edge function heartbeat. SECURITY DEFINER: leases are private.
-- Errors: tenant_not_found, user_not_found (404), invalid_tenant_role (22023), tenant_paused, tenant_busy, tenant_not_due (409).
create or replace function public.claim_tenant(
  p_tenant_id text, p_user_id uuid default null, p_role text default null, p_force boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_execution_id uuid := private.claim_one_tenant(p_tenant_id, p_user_id, p_role, coalesce(p_force, false));
begin
  return private.describe_claims(array[v_execution_id]) -> 0;
end
$$;
comment on function public.claim_tenant(text, uuid, text, boolean) is 'Leases one tenant, with the http checks to ask.';
revoke all on function public.claim_tenant(text, uuid, text, boolean) from public, anon, authenticated, service_role;
grant execute on function public.claim_tenant(text, uuid, text, boolean) to service_role;
