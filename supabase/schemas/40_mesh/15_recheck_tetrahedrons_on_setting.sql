-- A change of the setting that tetrahedrons follow makes them due.
-- Called by: trigger app_settings_recheck_tetrahedrons. SECURITY DEFINER: whoever may change settings need not be able to change
-- tetrahedrons.
create or replace function private.recheck_tetrahedrons_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'mesh_stale_after' in (new.key, old.key) then
    -- In the order of ids, as the recorders of batches.
    with following as (
      select t.id from public.tetrahedrons t where t.stale_after is null and not t.paused order by t.id for no key update
    )
    update public.tetrahedrons t set next_check_at = now() from following f where t.id = f.id;
  end if;
  return null;
end
$$;
comment on function private.recheck_tetrahedrons_on_setting() is
  'Trigger: makes tetrahedrons due when the setting that they follow changes.';
revoke all on function private.recheck_tetrahedrons_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_tetrahedrons on public.app_settings;
create trigger app_settings_recheck_tetrahedrons
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_tetrahedrons_on_setting();
