-- A shorter interval counts from the last execution on. Called by: trigger tenant_settings_reschedule. SECURITY DEFINER: as above.
create or replace function private.reschedule_tenant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update private.tenant_run_states r
  set next_run_at = least(r.next_run_at, date_trunc('minute', new.last_run_at) + make_interval(mins => new.interval_minutes))
  where r.tenant_id = new.tenant_id;
  return null;
end
$$;
comment on function private.reschedule_tenant() is 'Trigger: a changed interval counts at once.';
revoke all on function private.reschedule_tenant() from public, anon, authenticated, service_role;

drop trigger if exists tenant_settings_reschedule on public.tenant_settings;
create trigger tenant_settings_reschedule
  after update on public.tenant_settings
  for each row
  when (old.interval_minutes is distinct from new.interval_minutes)
  execute function private.reschedule_tenant();
