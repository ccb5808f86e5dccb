-- The advisory lock that is held while the action of a run is at work, by which the session is found. API: private.
-- Called by: call_leased_remediation, end_remediation_call.
create or replace function private.remediation_lock(run_id uuid)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select ('x' || left(replace(remediation_lock.run_id::text, '-', ''), 16))::bit(64)::bigint;
$$;
comment on function private.remediation_lock(uuid) is 'Key of the advisory lock of a run.';
revoke all on function private.remediation_lock(uuid) from public, anon, authenticated, service_role;
