-- Gives a page another badge key; badges with the one before are no more.
-- SECURITY DEFINER: nobody but the database chooses a key; it decides by itself who the caller is.
-- API: private. Called by: public.rotate_status_badge_key.
create or replace function private.change_badge_key(page_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_key text;
begin
  -- A page that the caller may see and not change is answered as one that is not there: nothing more is to be learned here.
  update public.status_pages p set badge_key = private.generate_badge_key()
  where p.id = change_badge_key.page_id and p.id in (select private.editable_status_pages())
  returning p.badge_key into v_key;
  if not found then
    raise exception using errcode = 'PT404', message = 'status_page_not_found',
      detail = 'There is no status page with this id that you may change.', hint = 'See: select id, slug from status_pages;';
  end if;
  return v_key;
end
$$;
comment on function private.change_badge_key(uuid) is 'Gives a status page another badge key.';
revoke all on function private.change_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function private.change_badge_key(uuid) to authenticated, service_role;
