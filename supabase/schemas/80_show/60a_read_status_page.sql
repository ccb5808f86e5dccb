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
