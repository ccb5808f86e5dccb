-- Looks at tenants that claim_tenants leased: p_claims is [{"executionId", "http": [{"checkId", "facts"}]}]. A batch that raises is run
-- tenant by tenant; one that raises still is kept in heartbeat_failures, and answered as {"executionId", "tenantId", "error"}.
-- statement_timeout, which PostgREST (12 and newer) applies to the whole call, takes the place of the API's own, and is shorter than
-- the edge functions wait: whose checks take too long is then found by looking at the tenants one by one.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery.
-- SECURITY DEFINER: it reads what it judges past row level security. Errors: invalid_claims (22023).
create or replace function public.run_tenants(p_claims jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '15s'
as $$
begin
  if jsonb_typeof(p_claims) is distinct from 'array' or jsonb_array_length(p_claims) > 500
    or exists (
      select from jsonb_array_elements(p_claims) c
      where jsonb_typeof(c) <> 'object' or coalesce(c ->> 'executionId', '') !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        or case jsonb_typeof(coalesce(c -> 'http', '[]')) when 'array' then exists (
          select from jsonb_array_elements(c -> 'http') h
          where jsonb_typeof(h -> 'checkId') is distinct from 'string' or jsonb_typeof(h -> 'facts') is distinct from 'object'
        ) else true end
    ) then
    raise exception using errcode = '22023', message = 'invalid_claims',
      detail = 'p_claims is an array of at most 500 claims, each with executionId and, if it has http checks, http.',
      hint = 'Pass what claim_tenants answered: [{"executionId": "…", "http": [{"checkId": "…", "facts": {}}]}].';
  end if;
  return private.run_claims(p_claims);
end
$$;
comment on function public.run_tenants(jsonb) is 'Looks at leased tenants with the facts of their http checks; their executions as jsonb.';
revoke all on function public.run_tenants(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.run_tenants(jsonb) to service_role;
