-- Open alerts end with the machine that they are about. Called by: trigger machines_close_deleted.
-- SECURITY DEFINER: whoever may delete a machine need not be able to write alerts.
create or replace function private.close_deleted_machines()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = greatest(now(), a.created_at), auto_resolved = true, resolution = 'The machine was deleted.'
  from old_machines o
  where a.subject_kind = 'machine' and a.subject_id = o.id::text and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_machines() is 'Trigger: resolves the alerts of deleted machines.';
revoke all on function private.close_deleted_machines() from public, anon, authenticated, service_role;

drop trigger if exists machines_close_deleted on public.machines;
create trigger machines_close_deleted
  after delete on public.machines
  referencing old table as old_machines
  for each statement execute function private.close_deleted_machines();
