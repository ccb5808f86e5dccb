-- The state of a page: down when all that is known is down, degraded when anything is down or degraded. An open incident that names no
-- component is about the whole page.
-- API: private. Called by: private.read_status_page and status_badges.
create or replace function private.overall_status(page_id uuid, states text[], now_at timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  with known as (
    select s.state from unnest(overall_status.states) s(state) where s.state <> 'unknown'
    union all
    select case when n.kind = 'maintenance' then 'maintenance' when n.impact = 'major' then 'down' else 'degraded' end
    from public.status_page_notices n
    where n.page_id = overall_status.page_id and n.components = '{}' and (
      n.kind = 'incident' and n.status <> 'resolved' and n.impact <> 'none' and n.starts_at <= overall_status.now_at
      or n.kind = 'maintenance'
        and private.notice_status(n.status, n.starts_at, n.ends_at, overall_status.now_at) = 'in_progress'
    )
  )
  select case
    when count(*) = 0 then 'unknown'
    when bool_and(k.state = 'down') then 'down'
    when bool_or(k.state in ('down', 'degraded')) then 'degraded'
    when bool_or(k.state = 'maintenance') then 'maintenance'
    else 'operational'
  end
  from known k;
$$;
comment on function private.overall_status(uuid, text[], timestamptz) is 'The state of a page whose components have these states.';
revoke all on function private.overall_status(uuid, text[], timestamptz) from public, anon, authenticated, service_role;
