-- Ends the action of a leased run that takes longer than its time-out: call_remediation then records that it failed.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: to end a statement of another
-- session takes the rights of the database's owner; only one that holds the lock of this run is ended.
create or replace function public.cancel_remediation(p_run_id uuid, p_lease uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (select from public.remediation_runs r where r.run_id = p_run_id and r.lease = p_lease) then
    return false;
  end if;
  return private.end_remediation_call(p_run_id);
end
$$;
comment on function public.cancel_remediation(uuid, uuid) is 'Ends the action of a leased remediation; true when it was at work.';
revoke all on function public.cancel_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.cancel_remediation(uuid, uuid) to service_role;
