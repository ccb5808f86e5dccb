-- Ends the statement in which the action of a run is at work; false when none is, or when this role may not.
-- API: private. Called by: cancel_remediation, sweep_remediations.
create or replace function private.end_remediation_call(run_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return coalesce((
    select bool_or(pg_cancel_backend(l.pid))
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = private.remediation_lock(end_remediation_call.run_id)
      and l.pid <> pg_backend_pid()
  ), false);
exception
  when insufficient_privilege then
    raise warning 'heartbase: a remediation that takes too long could not be ended: %', sqlerrm;
    return false;
end
$$;
comment on function private.end_remediation_call(uuid) is 'Ends the statement of a run that is at work; true when there was one.';
revoke all on function private.end_remediation_call(uuid) from public, anon, authenticated, service_role;
