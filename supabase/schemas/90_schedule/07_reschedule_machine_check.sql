-- A change of the check interval reschedules the check of machines; an interval that cannot be scheduled is refused with it.
-- Called by: trigger app_settings_reschedule_machine_check.
-- SECURITY DEFINER: admins change settings, and pg_cron's jobs belong to the owner.
create or replace function private.reschedule_machine_check()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'MACHINE_HEARTBEAT_CHECK_INTERVAL' in (new.key, old.key) then
    perform cron.schedule(s.jobname, s.schedule, s.command) from private.schedules() s where s.jobname = 'heartbase-machines';
  end if;
  return null;
end
$$;
comment on function private.reschedule_machine_check() is 'Trigger: reschedules the check of machines when its interval changes.';
revoke all on function private.reschedule_machine_check() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_reschedule_machine_check on public.app_settings;
create trigger app_settings_reschedule_machine_check
  after insert or update or delete on public.app_settings
  for each row execute function private.reschedule_machine_check();
