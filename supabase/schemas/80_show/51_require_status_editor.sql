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
