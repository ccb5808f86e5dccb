-- Whether the caller is a member of a tenant, in any of these roles (null for all).
-- SECURITY DEFINER, as private.caller_tenants. API: private. Called by: functions that act for a member.
create or replace function private.is_tenant_member(tenant_id text, roles text[] default null)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(is_tenant_member.tenant_id in (select private.caller_tenants(is_tenant_member.roles)), false);
$$;
comment on function private.is_tenant_member(text, text[]) is 'Whether the caller is a member of the tenant, in any of these roles.';
revoke all on function private.is_tenant_member(text, text[]) from public, anon, authenticated, service_role;
grant execute on function private.is_tenant_member(text, text[]) to authenticated, service_role;
