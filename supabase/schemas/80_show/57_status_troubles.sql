-- What an alert says of its subject to everybody: down, degraded, or nothing (null). Alerts that are reports say nothing.
-- API: private. Called by: private.status_troubles.
create or replace function private.public_state_of_alert(alert_type text, severity text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when alert_type in ('job-stale', 'job-failing', 'machine-offline', 'mesh-degrading', 'outage') then 'down'
    when alert_type in ('tenant-report', 'tenant-digest', 'test') then null
    when severity = 'critical' then 'down'
    when severity = 'warning' then 'degraded'
  end;
$$;
comment on function private.public_state_of_alert(text, text) is 'What an alert makes of its subject on a status page: down, degraded or nothing.';
revoke all on function private.public_state_of_alert(text, text) from public, anon, authenticated, service_role;

-- The components of a page that may be shown: those whose subject is there, and is the tenant's if the page is a tenant's.
-- API: private. Called by: private.status_troubles and private.status_states.
create or replace function private.shown_components(page_id uuid, now_at timestamptz)
returns table (
  id uuid, key text, name text, description text, group_name text, "position" integer, subject_kind text, subject_id text,
  known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz
)
language sql
stable
rows 20
set search_path = ''
as $$
  with named as materialized (
    select c.*, p.tenant_id
    from public.status_pages p
    join public.status_page_components c on c.page_id = p.id
    where p.id = shown_components.page_id
  ),
  subjects as (
    select array_agg(n.subject_kind order by n.id) as kinds, array_agg(n.subject_id order by n.id) as ids from named n
  )
  select n.id, n.key, n.name, n.description, n.group_name, n.position, n.subject_kind, n.subject_id,
    s.known_since, s.is_watched, s.trouble, s.trouble_since
  from subjects a
  cross join lateral private.status_subjects(a.kinds, a.ids, shown_components.now_at) s
  join named n on n.subject_kind = s.kind and n.subject_id = s.id
  where n.tenant_id is null or s.tenant_id = n.tenant_id;
$$;
comment on function private.shown_components(uuid, timestamptz) is 'The components of a page that may be shown, with how their subjects are.';
revoke all on function private.shown_components(uuid, timestamptz) from public, anon, authenticated, service_role;

-- The alerts of 90 days about subjects, as times in a public state: ended_at is null while one lasts.
-- API: private. Called by: private.status_states and private.status_days.
create or replace function private.status_troubles(kind text, id text, now_at timestamptz)
returns table (state text, began_at timestamptz, ended_at timestamptz)
language sql
stable
rows 20
set search_path = ''
as $$
  select s.state, a.detected_at, case when a.resolved_at is not null then greatest(a.resolved_at, a.detected_at) end
  from public.guardian_alerts a
  cross join lateral (select private.public_state_of_alert(a.alert_type, a.severity)) s(state)
  where a.subject_kind = status_troubles.kind and a.subject_id = status_troubles.id and s.state is not null
    and a.detected_at <= status_troubles.now_at
    and (a.resolved_at is null or a.resolved_at > status_troubles.now_at - interval '90 days');
$$;
comment on function private.status_troubles(text, text, timestamptz) is 'Times of 90 days in which an alert said that a subject was down or degraded.';
revoke all on function private.status_troubles(text, text, timestamptz) from public, anon, authenticated, service_role;
