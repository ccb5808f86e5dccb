-- Judges the tetrahedrons whose check is due. now_at: the instant to judge at. max_rows: at most so many. only_ids: these alone.
-- API: private. Called by: tick, record_mesh_heartbeat and follow_heartbeats (for those that were just heard).
-- Returns how many were alerted about.
create or replace function private.evaluate_tetrahedrons(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_ids uuid[] default null
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.tetrahedrons', 'id', 'select private.judge_tetrahedrons($1::uuid[], $2)', evaluate_tetrahedrons.now_at,
    evaluate_tetrahedrons.max_rows, evaluate_tetrahedrons.only_ids::text[]
  );
$$;
comment on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) is
  'Judges due tetrahedrons and commits their alerts and notifications with it; returns how many were alerted about.';
revoke all on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) from public, anon, authenticated, service_role;
