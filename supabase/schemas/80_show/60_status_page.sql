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

-- All that everybody may know of a page: public names, states, uptime and notices; null when there is no such page or it is disabled.
-- first_day: that of days[0]. wants_services: whether the page names services, which a boot check must look at.
-- API: private. Called by: status_page.
create or replace function private.read_status_page(slug text, now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'page', jsonb_build_object('slug', p.slug, 'title', p.title, 'description', p.description),
    'state', private.overall_status(p.id, c.states, read_status_page.now_at),
    'generated_at', read_status_page.now_at,
    'first_day', to_char(read_status_page.now_at at time zone 'UTC' - interval '89 days', 'YYYY-MM-DD'),
    'components', c.components,
    'notices', private.status_notices(p.id, c.keys, read_status_page.now_at),
    'wants_services', c.wants_services
  )
  from public.status_pages p
  cross join lateral (
    select coalesce(array_agg(s.state), '{}') as states, coalesce(array_agg(s.key), '{}') as keys,
      coalesce(bool_or(s.subject_kind = 'service'), false) as wants_services,
      coalesce(jsonb_agg(jsonb_build_object(
        'key', s.key, 'name', s.name, 'description', s.description, 'group', s.group_name, 'state', s.state, 'since', s.since,
        'uptime', d.uptime, 'days', d.days
      ) order by s.position, s.name, s.key), '[]') as components
    from private.status_states(p.id, read_status_page.now_at) s
    cross join lateral private.status_days(s.subject_kind, s.subject_id, s.known_since, read_status_page.now_at) d
  ) c
  where p.slug = read_status_page.slug and p.enabled;
$$;
comment on function private.read_status_page(text, timestamptz) is 'All that everybody may know of a status page at an instant.';
revoke all on function private.read_status_page(text, timestamptz) from public, anon, authenticated, service_role;

-- The same, now. API: service role. Called by: the edge function status. SECURITY DEFINER: it reads the ledger and the boot check.
create or replace function public.status_page(p_slug text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_status_page(p_slug);
$$;
comment on function public.status_page(text) is 'A status page as everybody sees it, or null. Service role only.';
revoke all on function public.status_page(text) from public, anon, authenticated, service_role;
grant execute on function public.status_page(text) to service_role;

-- The badges of the page that has this key: {title, state, generated_at, wants_services, components: [{key, name, state}]}, or null.
-- API: service role. Called by: the edge function status. SECURITY DEFINER: it reads the ledger and the boot check.
create or replace function public.status_badges(p_badge_key text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'title', p.title, 'state', private.overall_status(p.id, c.states, now()), 'generated_at', now(),
    'wants_services', c.wants_services, 'components', c.components
  )
  from public.status_pages p
  cross join lateral (
    select coalesce(array_agg(s.state), '{}') as states, coalesce(bool_or(s.subject_kind = 'service'), false) as wants_services,
      coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'name', s.name, 'state', s.state) order by s.position, s.key), '[]') as components
    from private.status_states(p.id, now()) s
  ) c
  where p.badge_key = p_badge_key and p.enabled;
$$;
comment on function public.status_badges(text) is 'What the badges of a page say, by its badge key, or null. Service role only.';
revoke all on function public.status_badges(text) from public, anon, authenticated, service_role;
grant execute on function public.status_badges(text) to service_role;
