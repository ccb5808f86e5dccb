-- Ends a silence now; one that has not begun, or begins in this instant, never was. False when it had ended already.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is. API: private. Called by: end_silence.
create or replace function private.finish_silence(p_silence_id uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_silence public.silences;
begin
  select s.* into v_silence
  from public.silences s
  where s.id = p_silence_id
    and (
      private.is_project_call()
      or public.is_admin()
      or s.owner_id = v_user_id
      or s.tenant_id in (select private.caller_tenants('{owner,admin}'))
      -- A snooze: members end those of their tenant, and a vertex its own.
      or s.alert_id is not null and (
        s.tenant_id in (select private.caller_tenants('{member}'))
        or s.created_by = v_user_id and num_nonnulls(s.owner_id, s.tenant_id) = 0
      )
    )
  for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'silence_not_found',
      detail = 'There is no silence with this id that you may end.',
      hint = 'List them with: select id, reason, ends_at from silences where ends_at > now();';
  end if;
  if v_silence.ends_at <= now() then
    return false;
  end if;
  if v_silence.starts_at >= now() then
    delete from public.silences s where s.id = p_silence_id;
  else
    update public.silences s set ends_at = now() where s.id = p_silence_id;
  end if;
  return true;
end
$$;
comment on function private.finish_silence(uuid) is 'Ends a silence for whoever may; false when it had ended already.';
revoke all on function private.finish_silence(uuid) from public, anon, authenticated, service_role;
grant execute on function private.finish_silence(uuid) to authenticated, service_role;
