-- Adds words to a notice, and gives it a status; without one it keeps its own. p_ends_at moves the end of maintenance.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: notice_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_notice_status (22023), too_many_updates (409).
create or replace function public.update_status_notice(
  p_notice_id uuid, p_body text, p_status text default null, p_ends_at timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_notice public.status_page_notices;
begin
  select n.* into v_notice from public.status_page_notices n where n.id = p_notice_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'notice_not_found',
      detail = 'There is no notice with this id.', hint = 'See: select id, title from status_page_notices;';
  end if;
  perform private.require_status_editor(v_notice.page_id);
  perform private.require_notice_status(v_notice.kind, coalesce(p_status, v_notice.status));
  if p_ends_at is not null then
    update public.status_page_notices n set ends_at = p_ends_at where n.id = p_notice_id;
  end if;
  insert into public.status_page_updates (notice_id, status, body)
  values (p_notice_id, coalesce(p_status, v_notice.status), btrim(p_body));
end
$$;
comment on function public.update_status_notice(uuid, text, text, timestamptz) is 'Adds words to a notice, and gives it a status.';
revoke all on function public.update_status_notice(uuid, text, text, timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.update_status_notice(uuid, text, text, timestamptz) to authenticated, service_role;
