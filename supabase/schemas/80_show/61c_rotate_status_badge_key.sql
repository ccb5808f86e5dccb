-- API: who may change the page, the service role. Errors: status_page_not_found (404).
create or replace function public.rotate_status_badge_key(p_page_id uuid)
returns text
language sql
set search_path = ''
as $$
  select private.change_badge_key(p_page_id);
$$;
comment on function public.rotate_status_badge_key(uuid) is 'Gives a status page another badge key, and returns it; badges with the old one are no more.';
revoke all on function public.rotate_status_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_status_badge_key(uuid) to authenticated, service_role;
