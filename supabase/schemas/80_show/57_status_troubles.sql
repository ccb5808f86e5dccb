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
