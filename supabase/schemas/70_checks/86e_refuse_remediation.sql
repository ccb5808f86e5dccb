-- API: private. Called by: the functions that take a lease of a run.
create or replace function private.refuse_remediation()
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = 'PT409', message = 'remediation_lease_lost',
    detail = 'The run is over, was called already, or is leased to somebody else.', hint = 'Read its row in remediation_runs.';
end
$$;
comment on function private.refuse_remediation() is 'Raises remediation_lease_lost (409).';
revoke all on function private.refuse_remediation() from public, anon, authenticated, service_role;
