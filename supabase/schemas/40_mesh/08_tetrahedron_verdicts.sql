-- What is true of tetrahedrons at an instant: the one place that says when one is stale.
-- Stale: last_heartbeat_at < now_at - threshold, strictly; time during which the database was down does not count. The
-- threshold is the tetrahedron's own (stale_after), else the one given, else the setting mesh_stale_after.
-- One that was never heard is stale at once for whoever asks with a threshold; otherwise the threshold runs from its creation.
-- tetrahedron_ids: null for all. API: private. Called by: judge_tetrahedrons, check_mesh_heartbeats_and_alert.
create or replace function private.tetrahedron_verdicts(
  now_at timestamptz default now(),
  tetrahedron_ids uuid[] default null,
  threshold interval default null
)
returns table (
  id uuid, name text, last_heartbeat_at timestamptz, heartbeat_count bigint, own_threshold interval, threshold_used interval,
  repeat_after interval, paused boolean, deadline timestamptz, is_stale boolean, severity text, message text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('mesh_stale_after') as stale_after,
      private.get_interval_setting('alert_repeat_after') as repeat_after
  ),
  outages as materialized (
    select o.started_at, o.ended_at from private.recorded_outages() o
  ),
  tetrahedrons as (
    -- Two branches, of which one runs: by key for some, whatever the statistics say, or all of them.
    select k.* from unnest(tetrahedron_verdicts.tetrahedron_ids) n(id) join public.tetrahedrons k on k.id = n.id
    union all
    select k.* from public.tetrahedrons k where tetrahedron_verdicts.tetrahedron_ids is null
  )
  select t.id, t.name, t.last_heartbeat_at, t.heartbeat_count, t.stale_after, e.threshold, e.repeat_after, t.paused,
    e.heard_at + e.threshold + c.credit,
    not t.paused and (
      t.last_heartbeat_at is null and tetrahedron_verdicts.threshold is not null
      or e.heard_at < tetrahedron_verdicts.now_at - e.threshold - c.credit
    ),
    case when t.last_heartbeat_at < tetrahedron_verdicts.now_at - interval '24 hours' then 'critical' else 'warning' end,
    case
      when t.last_heartbeat_at is null then 'No heartbeat recorded for tetrahedron.'
      else format('Last heartbeat recorded at %s.',
        to_char(t.last_heartbeat_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    end
  from tetrahedrons t
  cross join lateral (
    select coalesce(t.stale_after, tetrahedron_verdicts.threshold, s.stale_after) as threshold, s.repeat_after,
      coalesce(t.last_heartbeat_at, t.created_at) as heard_at
    from settings s
  ) e
  cross join lateral (
    select coalesce(sum(least(o.ended_at, tetrahedron_verdicts.now_at) - greatest(o.started_at, e.heard_at)), interval '0')
      as credit
    from outages o
    where o.ended_at > e.heard_at and o.started_at < tetrahedron_verdicts.now_at
  ) c;
$$;
comment on function private.tetrahedron_verdicts(timestamptz, uuid[], interval) is
  'Tetrahedrons at an instant: threshold, deadline, whether they are stale, and how an alert would put it.';
revoke all on function private.tetrahedron_verdicts(timestamptz, uuid[], interval) from public, anon, authenticated, service_role;
