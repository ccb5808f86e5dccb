-- When a tenant is next looked at, as far as its interval goes: its hours may make it later. '-infinity' for one that was never looked
-- at, null for one that the caller may not see.
-- API: private. Called by: the view tenant_overview, as its reader. SECURITY DEFINER: the state of executions is private.
create or replace function private.next_tenant_run(tenant_id text)
returns timestamptz
language sql
stable
security definer
set search_path = ''
as $$
  select r.next_run_at
  from private.tenant_run_states r
  where r.tenant_id = next_tenant_run.tenant_id
    and (private.is_project_call() or public.is_admin() or private.is_tenant_member(r.tenant_id));
$$;
comment on function private.next_tenant_run(text) is 'When a tenant of the caller''s is next due, by its interval.';
revoke all on function private.next_tenant_run(text) from public, anon, authenticated, service_role;
grant execute on function private.next_tenant_run(text) to authenticated, service_role;
