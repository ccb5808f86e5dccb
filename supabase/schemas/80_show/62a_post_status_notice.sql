-- Posts an incident or maintenance with its first words; returns its id. The status is investigating or scheduled when it is left out.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: status_page_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_notice_status, unknown_component, maintenance_without_end (22023), too_many_notices (409).
create or replace function public.post_status_notice(
  p_page_id uuid, p_kind text, p_title text, p_body text, p_status text default null, p_impact text default 'none',
  p_components text[] default '{}', p_starts_at timestamptz default null, p_ends_at timestamptz default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_status text := coalesce(p_status, case p_kind when 'incident' then 'investigating' else 'scheduled' end);
  v_id uuid;
begin
  perform private.require_status_editor(p_page_id);
  perform private.require_notice_status(p_kind, v_status);
  -- It would last until somebody remembers it.
  if v_status = 'scheduled' and p_ends_at is null then
    raise exception using errcode = '22023', message = 'maintenance_without_end',
      detail = 'Scheduled maintenance begins and ends by itself, and must say when.', hint = 'Pass p_ends_at, or in_progress as p_status.';
  end if;
  insert into public.status_page_notices (page_id, kind, title, status, impact, components, starts_at, ends_at)
  values (
    p_page_id, p_kind, btrim(p_title), v_status, coalesce(p_impact, 'none'), coalesce(p_components, '{}'), coalesce(p_starts_at, now()),
    p_ends_at
  )
  returning id into v_id;
  insert into public.status_page_updates (notice_id, status, body) values (v_id, v_status, btrim(p_body));
  return v_id;
end
$$;
comment on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz) is
  'Posts an incident or maintenance on a status page; returns its id.';
revoke all on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz)
  to authenticated, service_role;
