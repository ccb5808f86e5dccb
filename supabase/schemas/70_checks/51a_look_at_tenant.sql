-- Has a tenant looked at now, whatever its interval, hours and age; returns when that was asked. Its next row in heartbeat_executions
-- says what was found.
-- API: owners and admins of the tenant, the service role.
-- Errors: not_an_admin_of_the_tenant (42501), tenant_not_found (404), tenant_paused, tenant_busy (409), looked_at_recently (429).
create or replace function public.look_at_tenant(p_tenant_id text)
returns timestamptz
language sql
set search_path = ''
as $$
  select private.ask_for_look(p_tenant_id);
$$;
comment on function public.look_at_tenant(text) is 'Has a tenant looked at now; once in 5 minutes.';
revoke all on function public.look_at_tenant(text) from public, anon, authenticated, service_role;
grant execute on function public.look_at_tenant(text) to authenticated, service_role;
