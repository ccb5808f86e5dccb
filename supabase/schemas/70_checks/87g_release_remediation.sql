-- The same for whoever runs remediations, when there is no time left. API: service role. Called by: the edge functions heartbeat and
-- heartbeat-recovery. SECURITY DEFINER: as finish_remediation. Errors: remediation_lease_lost (409).
create or replace function public.release_remediation(p_run_id uuid, p_lease uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.release_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.release_remediation(uuid, uuid) is 'Gives back a leased remediation that nothing was done about.';
revoke all on function public.release_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.release_remediation(uuid, uuid) to service_role;
