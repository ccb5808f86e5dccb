-- Open alerts end with the tetrahedron that they are about. Called by: trigger tetrahedrons_close_deleted.
-- SECURITY DEFINER: whoever may delete a tetrahedron need not be able to write alerts.
create or replace function private.close_deleted_tetrahedrons()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = greatest(now(), a.created_at), auto_resolved = true, resolution = 'The tetrahedron was deleted.'
  from old_tetrahedrons o
  where a.subject_kind = 'tetrahedron' and a.subject_id = o.id::text and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_tetrahedrons() is 'Trigger: resolves the alerts of deleted tetrahedrons.';
revoke all on function private.close_deleted_tetrahedrons() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_close_deleted on public.tetrahedrons;
create trigger tetrahedrons_close_deleted
  after delete on public.tetrahedrons
  referencing old table as old_tetrahedrons
  for each statement execute function private.close_deleted_tetrahedrons();
