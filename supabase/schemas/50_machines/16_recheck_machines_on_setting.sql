-- A change of the threshold that machines follow makes them due.
-- Called by: trigger app_settings_recheck_machines. SECURITY DEFINER: whoever may change settings need not be able to change
-- machines.
create or replace function private.recheck_machines_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'MACHINE_OFFLINE_THRESHOLD' in (new.key, old.key) then
    with following as (
      select m.id from public.machines m where m.offline_after is null and m.is_enabled order by m.id for no key update
    )
    update public.machines m set next_check_at = now() from following f where m.id = f.id;
  end if;
  return null;
end
$$;
comment on function private.recheck_machines_on_setting() is
  'Trigger: makes machines due when the threshold that they follow changes.';
revoke all on function private.recheck_machines_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_machines on public.app_settings;
create trigger app_settings_recheck_machines
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_machines_on_setting();
