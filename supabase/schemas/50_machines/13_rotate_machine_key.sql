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

-- A new key of a machine: {"id", "api_key"}. The one before is refused from now on.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.rotate_machine_key(p_machine_id bigint)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select jsonb_build_object('id', p_machine_id, 'api_key', private.change_machine_key(p_machine_id, false));
$$;
comment on function public.rotate_machine_key(bigint) is 'A new key of a machine; the one before is refused from now on.';
revoke all on function public.rotate_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.rotate_machine_key(bigint) to authenticated, service_role;

-- Takes the key of a machine away: its reports are refused until it gets a new one with rotate_machine_key.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.revoke_machine_key(p_machine_id bigint)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.change_machine_key(p_machine_id, true);
$$;
comment on function public.revoke_machine_key(bigint) is 'Refuses the reports of a machine until it gets a new key.';
revoke all on function public.revoke_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.revoke_machine_key(bigint) to authenticated, service_role;
