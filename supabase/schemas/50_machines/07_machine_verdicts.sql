-- What is true of machines at an instant: the one place that says when one is online.
-- Online: last_seen is set, and its age is at most the threshold, the machine's own (offline_after) or the setting
-- MACHINE_OFFLINE_THRESHOLD. An online machine is silent once the threshold has passed since it could last be heard: while the
-- server was down, before the machine was enabled or registered, nobody could hear it.
-- machine_ids: null for all. server_started_at: when the server came up.
-- API: private. Called by: judge_machines.
create or replace function private.machine_verdicts(
  now_at timestamptz default now(),
  machine_ids bigint[] default null,
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns table (
  id bigint, user_id uuid, name text, hostname text, description text, last_seen timestamptz, is_enabled boolean,
  threshold interval, deadline timestamptz, old_status text, new_status text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('MACHINE_OFFLINE_THRESHOLD') as offline_after
  ),
  machines as (
    -- Two branches, of which one runs: by key for some, whatever the statistics say, or all of them.
    select k.* from unnest(machine_verdicts.machine_ids) n(id) join public.machines k on k.id = n.id
    union all
    select k.* from public.machines k where machine_verdicts.machine_ids is null
  )
  select m.id, m.user_id, m.name, m.hostname, m.description, m.last_seen, m.is_enabled, e.threshold, e.heard_at + e.threshold,
    m.status,
    case
      when not m.is_enabled then m.status
      when m.last_seen >= machine_verdicts.now_at - e.threshold then 'online'
      when e.heard_at < machine_verdicts.now_at - e.threshold then 'offline'
      else m.status
    end
  from machines m
  cross join lateral (
    select coalesce(m.offline_after, s.offline_after) as threshold,
      greatest(
        m.last_seen, m.watched_since,
        case when machine_verdicts.server_started_at <= machine_verdicts.now_at then machine_verdicts.server_started_at end
      ) as heard_at
    from settings s
  ) e;
$$;
comment on function private.machine_verdicts(timestamptz, bigint[], timestamptz) is
  'Machines at an instant: threshold, deadline, the status they have and the status they should have.';
revoke all on function private.machine_verdicts(timestamptz, bigint[], timestamptz) from public, anon, authenticated, service_role;
