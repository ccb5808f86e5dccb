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
