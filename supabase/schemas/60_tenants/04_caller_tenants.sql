-- The tenants that the caller is a member of, in any of these roles (null for all).
-- SECURITY DEFINER: policies of tenant_members ask it, and would ask themselves otherwise.
-- API: private. Called by: row level security policies, once a query: tenant_id in (select private.caller_tenants()).
-- In PL/pgSQL, because policies of tables that come before tenant_members use it.
create or replace function private.caller_tenants(roles text[] default null)
returns setof text
language plpgsql
stable
security definer
set search_path = ''
rows 10
as $$
begin
  return query
  select m.tenant_id
  from public.tenant_members m
  where m.user_id = (select auth.uid()) and (caller_tenants.roles is null or m.role = any (caller_tenants.roles));
end
$$;
comment on function private.caller_tenants(text[]) is 'Tenants of which the caller is a member, in any of these roles.';
revoke all on function private.caller_tenants(text[]) from public, anon, authenticated, service_role;
grant execute on function private.caller_tenants(text[]) to authenticated, service_role;
