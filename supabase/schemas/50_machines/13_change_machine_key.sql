-- Replaces, or takes away, the key of a machine of the caller. API: private. Called by: rotate_machine_key, revoke_machine_key.
-- SECURITY DEFINER: a signed-in user may not write keys. It decides by itself who is calling.
create or replace function private.change_machine_key(machine_id bigint, revoke boolean)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.machines m
  where m.id = change_machine_key.machine_id and (m.user_id = (select auth.uid()) or private.is_project_call())
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'machine_not_found',
      detail = 'You have no machine with this id.', hint = 'List yours with: select id, name from machines;';
  end if;
  if not change_machine_key.revoke then
    return private.issue_machine_key(change_machine_key.machine_id);
  end if;
  update private.machine_keys k set revoked_at = now()
  where k.machine_id = change_machine_key.machine_id and k.revoked_at is null;
  return null;
end
$$;
comment on function private.change_machine_key(bigint, boolean) is 'Replaces or revokes the key of a machine of the caller.';
revoke all on function private.change_machine_key(bigint, boolean) from public, anon, authenticated, service_role;
grant execute on function private.change_machine_key(bigint, boolean) to authenticated, service_role;
