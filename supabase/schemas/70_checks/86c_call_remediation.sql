-- The same for whoever runs remediations: {"succeeded", "error"}. The action may wait for a lock no longer than its time-out, and is
-- ended after it by cancel_remediation, which the caller calls; statement_timeout, which PostgREST (12 and newer) applies to the whole
-- call, is for the case that no caller is left.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: the allow-list is private.
-- Errors: remediation_lease_lost (409).
create or replace function public.call_remediation(p_run_id uuid, p_lease uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '30s'
as $$
begin
  return private.call_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.call_remediation(uuid, uuid) is 'Calls the function of a leased remediation and records what became of it.';
revoke all on function public.call_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.call_remediation(uuid, uuid) to service_role;
