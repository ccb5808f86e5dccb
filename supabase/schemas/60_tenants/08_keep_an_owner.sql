-- The last owner of a tenant can neither leave nor step down: nobody could add an owner again. Owners who leave at once wait for each
-- other. Users and tenants that are deleted as a whole pass: their rows go by the foreign key, in the name of the table's owner.
-- Called by: triggers of tenant_members. SECURITY DEFINER: it locks the tenant's row, which a member may not.
create or replace function private.keep_an_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.role = 'owner' then
    return new;
  end if;
  perform from public.tenants t where t.id = old.tenant_id for no key update;
  if not exists (
    select from public.tenant_members m
    where m.tenant_id = old.tenant_id and m.role = 'owner' and m.user_id <> old.user_id
  ) then
    raise exception using errcode = 'PT409', message = 'last_owner',
      detail = 'A tenant keeps at least one owner.',
      hint = 'Make somebody else an owner first.';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
comment on function private.keep_an_owner() is 'Trigger: the last owner of a tenant stays.';
revoke all on function private.keep_an_owner() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_keep_an_owner on public.tenant_members;
create trigger tenant_members_keep_an_owner
  before update or delete on public.tenant_members
  for each row
  when (old.role = 'owner' and current_user in ('authenticated', 'service_role'))
  execute function private.keep_an_owner();
