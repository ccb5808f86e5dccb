-- Every tenant has settings. Called by: trigger tenants_add_settings. SECURITY DEFINER: the settings belong to the tenant, whoever
-- made it.
create or replace function private.add_tenant_settings()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.tenant_settings (
    tenant_id, interval_minutes, active_start_hour, active_end_hour, quiet_start_hour, quiet_end_hour, timezone, channels,
    suppress_all_clear
  )
  select n.id, r.interval_minutes, r.active_start_hour, r.active_end_hour, r.quiet_start_hour, r.quiet_end_hour, r.timezone,
    r.channels, r.suppress_all_clear
  from new_tenants n
  join public.tenant_roles r on r.role = n.role;
  return null;
end
$$;
comment on function private.add_tenant_settings() is 'Trigger: settings of new tenants, from the defaults of their roles.';
revoke all on function private.add_tenant_settings() from public, anon, authenticated, service_role;

drop trigger if exists tenants_add_settings on public.tenants;
create trigger tenants_add_settings
  after insert on public.tenants
  referencing new table as new_tenants
  for each statement execute function private.add_tenant_settings();
