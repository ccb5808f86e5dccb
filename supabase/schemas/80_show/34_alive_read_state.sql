-- What the last boot check found, how old that is, whether one runs, and how the evaluator is right now.
-- API: private. Called by: begin_alive_check, finish_alive_check and report_alive.
create or replace function private.read_alive_state(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', coalesce(
      s.result,
      jsonb_build_object(
        'alive', false, 'phase', s.phase, 'timestamp', coalesce(s.started_at, read_alive_state.now_at), 'subsystems', '{}'::jsonb
      )
    ),
    'age_seconds', round(extract(epoch from greatest(read_alive_state.now_at, s.finished_at) - s.finished_at), 1),
    'running', coalesce(s.lease_expires_at > read_alive_state.now_at, false),
    'evaluator', private.probe_evaluator(read_alive_state.now_at)
  )
  from private.alive_state s;
$$;
comment on function private.read_alive_state(timestamptz) is 'The last boot check with its age, whether one runs, and the evaluator''s state.';
revoke all on function private.read_alive_state(timestamptz) from public, anon, authenticated, service_role;
