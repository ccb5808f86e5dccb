-- Refuses a role that members cannot have, with an error that names them. Called by: trigger tenant_members_validate.
create or replace function private.validate_tenant_member()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.role is null or new.role not in ('owner', 'admin', 'member', 'viewer') then
    raise exception using errcode = '22023', message = 'invalid_member_role',
      detail = format('%L is not a role of members.', new.role), hint = 'Give role as owner, admin, member or viewer.';
  end if;
  return new;
end
$$;
comment on function private.validate_tenant_member() is 'Trigger: roles that members can have.';
revoke all on function private.validate_tenant_member() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_validate on public.tenant_members;
create trigger tenant_members_validate
  before insert or update of role on public.tenant_members
  for each row execute function private.validate_tenant_member();
