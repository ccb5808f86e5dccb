-- Says what became of tenants that claim_unhealthy_tenants leased: p_results is [{"tenantId", "error"}], error null for one that is well.
-- Answers {"checked", "recovered", "failed", "failureRate", "linusDispatchNeeded"}.
-- API: service role. Called by: the edge function heartbeat-recovery. SECURITY DEFINER: leases are private. Errors: invalid_results (22023).
create or replace function public.finish_recovery(p_results jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_results) is distinct from 'array' or jsonb_array_length(p_results) > 500 or exists (
      select from jsonb_array_elements(p_results) r
      where jsonb_typeof(r -> 'tenantId') is distinct from 'string'
        or coalesce(jsonb_typeof(r -> 'error'), 'null') not in ('string', 'null')
    ) then
    raise exception using errcode = '22023', message = 'invalid_results',
      detail = 'p_results is an array of at most 500 results, each with tenantId and, when it failed, error.',
      hint = 'Pass what run_tenants answered: [{"tenantId": "…", "error": "…"}].';
  end if;
  return private.record_recovery(p_results);
end
$$;
comment on function public.finish_recovery(jsonb) is 'Records what became of tenants that were looked at again, and escalates what failed.';
revoke all on function public.finish_recovery(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_recovery(jsonb) to service_role;
