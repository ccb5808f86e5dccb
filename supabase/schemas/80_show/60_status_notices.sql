-- The notices of a page that everybody sees: open ones, then coming ones, then those that ended within 14 days; at most 50, of each the
-- latest first.
-- API: private. Called by: private.read_status_page.
create or replace function private.status_notices(page_id uuid, shown_keys text[], now_at timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', n.id, 'kind', n.kind, 'title', n.title, 'status', n.current_status, 'impact', n.impact,
    'components', (select coalesce(jsonb_agg(k order by o), '[]') from unnest(n.components) with ordinality c(k, o)
      where k = any (status_notices.shown_keys)),
    'starts_at', n.starts_at, 'ends_at', n.ends_at, 'updated_at', n.updated_at,
    'updates', (
      select coalesce(jsonb_agg(jsonb_build_object('status', u.status, 'body', u.body, 'at', u.created_at) order by u.created_at desc, u.id), '[]')
      from (
        select * from public.status_page_updates u where u.notice_id = n.id order by u.created_at desc, u.id limit 50
      ) u
    )
  ) order by n.rank, n.starts_at desc, n.id), '[]')
  from (
    select n.*, s.current_status, case when s.current_status in ('resolved', 'completed') then 2 when s.current_status = 'scheduled' then 1 else 0 end as rank
    from public.status_page_notices n
    cross join lateral (select private.notice_status(n.status, n.starts_at, n.ends_at, status_notices.now_at)) s(current_status)
    where n.page_id = status_notices.page_id
      and (s.current_status not in ('resolved', 'completed') or n.ends_at > status_notices.now_at - interval '14 days')
    order by rank, n.starts_at desc, n.id
    limit 50
  ) n;
$$;
comment on function private.status_notices(uuid, text[], timestamptz) is 'The notices of a page that everybody sees.';
revoke all on function private.status_notices(uuid, text[], timestamptz) from public, anon, authenticated, service_role;
