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

-- Throws unless the caller may change this page: status_page_not_found when they may not even see it.
-- API: private. Called by: the functions of status pages for people, as the caller.
create or replace function private.require_status_editor(page_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from public.status_pages p where p.id = require_status_editor.page_id) then
    raise exception using errcode = 'PT404', message = 'status_page_not_found',
      detail = 'There is no status page with this id.', hint = 'See: select id, slug from status_pages;';
  end if;
  if require_status_editor.page_id not in (select private.editable_status_pages()) then
    raise exception using errcode = '42501', message = 'not_an_editor_of_the_page',
      detail = 'Owners and admins of its tenant change a status page, and admins every one.', hint = 'Ask one of them.';
  end if;
end
$$;
comment on function private.require_status_editor(uuid) is 'Throws unless the caller may change the status page.';
revoke all on function private.require_status_editor(uuid) from public, anon, authenticated, service_role;
grant execute on function private.require_status_editor(uuid) to authenticated, service_role;
