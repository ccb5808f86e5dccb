-- How the components of a page are at an instant, and since when. In this order: maintenance in progress; what an alert, the subject's
-- own row or an incident says, down before degraded; unknown when nobody watches the subject, or when the evaluator itself is late and
-- so cannot know that all is well; operational.
-- API: private. Called by: private.read_status_page.
create or replace function private.status_states(page_id uuid, now_at timestamptz)
returns table (
  id uuid, key text, name text, description text, group_name text, "position" integer, subject_kind text, subject_id text,
  known_since timestamptz, state text, since timestamptz
)
language sql
stable
rows 20
set search_path = ''
as $$
  with notices as materialized (
    select n.kind, n.impact, n.components, n.starts_at, n.ends_at,
      private.notice_status(n.status, n.starts_at, n.ends_at, status_states.now_at) as status
    from public.status_page_notices n
    where n.page_id = status_states.page_id
  ),
  evaluator as materialized (
    select (private.probe_evaluator(status_states.now_at) ->> 'ok')::boolean as is_on_time
  )
  select c.id, c.key, c.name, c.description, c.group_name, c.position, c.subject_kind, c.subject_id, c.known_since, s.state,
    case s.state
      when 'maintenance' then m.since
      when 'down' then least(a.down_since, i.down_since, case when c.trouble = 'down' then c.trouble_since end)
      when 'degraded' then least(a.degraded_since, i.degraded_since, case when c.trouble = 'degraded' then c.trouble_since end)
      when 'operational' then greatest(a.well_since, i.well_since)
    end
  from private.shown_components(status_states.page_id, status_states.now_at) c
  cross join lateral (
    select min(t.began_at) filter (where t.ended_at is null and t.state = 'down') as down_since,
      min(t.began_at) filter (where t.ended_at is null and t.state = 'degraded') as degraded_since,
      max(t.ended_at) as well_since
    from private.status_troubles(c.subject_kind, c.subject_id, status_states.now_at) t
  ) a
  cross join lateral (
    select min(n.starts_at) as since from notices n
    where n.kind = 'maintenance' and n.status = 'in_progress' and c.key = any (n.components)
  ) m
  cross join lateral (
    select min(n.starts_at) filter (where n.status <> 'resolved' and n.impact = 'major') as down_since,
      min(n.starts_at) filter (where n.status <> 'resolved' and n.impact = 'minor') as degraded_since,
      max(n.ends_at) filter (where n.status = 'resolved' and n.impact <> 'none') as well_since
    from notices n
    where n.kind = 'incident' and n.starts_at <= status_states.now_at and c.key = any (n.components)
  ) i
  cross join evaluator e
  cross join lateral (
    select case
      when m.since is not null then 'maintenance'
      when a.down_since is not null or i.down_since is not null or c.trouble = 'down' then 'down'
      when a.degraded_since is not null or i.degraded_since is not null or c.trouble = 'degraded' then 'degraded'
      when not c.is_watched or not e.is_on_time then 'unknown'
      else 'operational'
    end
  ) s(state);
$$;
comment on function private.status_states(uuid, timestamptz) is 'The components of a page with their states at an instant.';
revoke all on function private.status_states(uuid, timestamptz) from public, anon, authenticated, service_role;
