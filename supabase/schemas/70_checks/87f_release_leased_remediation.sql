-- Gives back a leased run that nothing was done about: it counts for nothing, and the news that waited for it are told.
-- API: private. Called by: release_remediation.
create or replace function private.release_leased_remediation(run_id uuid, lease uuid, now_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
  v_definition public.check_definitions;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = release_leased_remediation.run_id and r.lease = release_leased_remediation.lease and r.called_at is null
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  perform from private.tenant_run_states k where k.tenant_id = any (v_run.tenant_ids) order by k.tenant_id for no key update;
  delete from public.remediation_runs r where r.run_id = v_run.run_id;
  select d.* into v_definition from public.check_definitions d where d.definition_id = v_run.definition_id;
  perform private.tell_remediated(
    v_run.tenant_ids, v_run.check_id, private.note_remediations(private.recall_results(v_run.tenant_ids, v_definition)), null,
    v_run.started_at, release_leased_remediation.now_at
  );
end
$$;
comment on function private.release_leased_remediation(uuid, uuid, timestamptz) is
  'Gives back a leased remediation that nothing was done about.';
revoke all on function private.release_leased_remediation(uuid, uuid, timestamptz) from public, anon, authenticated, service_role;
