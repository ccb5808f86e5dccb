-- Every tenant can be due. Called by: trigger tenants_add_run_state. SECURITY DEFINER: the service role makes tenants, and does not see
-- this table.
create or replace function private.add_tenant_run_state()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.tenant_run_states (tenant_id) select n.id from new_tenants n;
  return null;
end
$$;
comment on function private.add_tenant_run_state() is 'Trigger: a new tenant is due.';
revoke all on function private.add_tenant_run_state() from public, anon, authenticated, service_role;

drop trigger if exists tenants_add_run_state on public.tenants;
create trigger tenants_add_run_state
  after insert on public.tenants
  referencing new table as new_tenants
  for each statement execute function private.add_tenant_run_state();
