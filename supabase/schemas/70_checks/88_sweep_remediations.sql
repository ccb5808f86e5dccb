-- Ends runs whose lease is over: whoever ran them did not come back. What is not known has failed, and counts for the most in a day, so
-- that what kills its caller is not tried for ever. One that is still at work is ended, and is here again the next time. Returns how
-- many ended. API: private. Called by: ring_heartbeat, claim_due_tenants.
create or replace function private.sweep_remediations(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
  v_count integer := 0;
begin
  perform private.end_remediation_call(r.run_id)
  from public.remediation_runs r
  where r.status = 'running' and r.kind = 'rpc' and r.lease_expires_at <= sweep_remediations.now_at;

  for v_run in
    select r.* from public.remediation_runs r
    where r.status = 'running' and r.lease_expires_at <= sweep_remediations.now_at
    -- In the order in which their tenants are locked.
    order by r.tenant_id, r.run_id
    for update skip locked
  loop
    if v_run.called_at is null then
      v_run.error := 'It is not known what became of it: whoever ran it did not come back.';
    end if;
    begin
      perform private.conclude_remediation(v_run, null, sweep_remediations.now_at);
    exception
      -- Whoever sweeps has tenants to look at.
      when others then
        raise warning 'heartbase: the remediation % could not be ended: % %', v_run.run_id, sqlstate, sqlerrm;
    end;
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function private.sweep_remediations(timestamptz) is 'Ends runs of remediations whose lease is over; returns how many.';
revoke all on function private.sweep_remediations(timestamptz) from public, anon, authenticated, service_role;
