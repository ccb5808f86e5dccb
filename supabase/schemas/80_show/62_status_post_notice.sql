-- Throws unless notices of this kind have this status. API: private. Called by: post_status_notice and update_status_notice.
create or replace function private.require_notice_status(kind text, status text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_known text[] := case require_notice_status.kind
    when 'incident' then array['investigating', 'identified', 'monitoring', 'resolved']
    when 'maintenance' then array['scheduled', 'in_progress', 'completed']
  end;
begin
  if not coalesce(require_notice_status.status = any (v_known), false) then
    raise exception using errcode = '22023', message = 'invalid_notice_status',
      detail = case when v_known is null then 'A notice is an incident or maintenance.'
        else format('The status of %s is one of %s.', require_notice_status.kind, array_to_string(v_known, ', ')) end,
      hint = 'Leave p_status out for the first one.';
  end if;
end
$$;
comment on function private.require_notice_status(text, text) is 'Throws unless notices of this kind have this status.';
revoke all on function private.require_notice_status(text, text) from public, anon, authenticated, service_role;
grant execute on function private.require_notice_status(text, text) to authenticated, service_role;

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

-- Deletes notices that ended before alerts_retention ago, with their updates: history is bounded. Returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_status_notices(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.status_page_notices n
  where n.ends_at < prune_status_notices.now_at - private.get_interval_setting('alerts_retention')
    and private.notice_status(n.status, n.starts_at, n.ends_at, prune_status_notices.now_at) in ('resolved', 'completed');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_status_notices(timestamptz) is 'Deletes notices that ended longer ago than alerts are kept; returns how many.';
revoke all on function private.prune_status_notices(timestamptz) from public, anon, authenticated, service_role;
