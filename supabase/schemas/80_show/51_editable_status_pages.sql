-- The status pages that the caller may change. SECURITY DEFINER: it tells who may, whatever they may read.
-- API: private. Called by: row level security policies, once a query, and functions that act for whoever edits a page.
create or replace function private.editable_status_pages()
returns setof uuid
language sql
stable
security definer
set search_path = ''
rows 20
as $$
  select p.id from public.status_pages p
  where private.is_project_call() or (select public.is_admin()) or p.tenant_id in (select private.caller_tenants('{owner,admin}'));
$$;
comment on function private.editable_status_pages() is 'Status pages that the caller may change.';
revoke all on function private.editable_status_pages() from public, anon, authenticated, service_role;
grant execute on function private.editable_status_pages() to authenticated, service_role;
