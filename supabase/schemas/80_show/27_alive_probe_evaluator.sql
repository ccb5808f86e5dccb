-- Whether the minute tick is on time: the last one began at most three minutes ago.
-- API: private. Called by: run_alive_probe, and read_alive_state, for /alive/health asks it each time.
create or replace function private.probe_evaluator(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', coalesce(v.age_seconds <= 180, false),
    'error', case
      when v.age_seconds is null then 'The minute tick has never run.'
      when v.age_seconds > 180 then format('The minute tick last ran %s s ago.', v.age_seconds)
    end,
    'details', jsonb_build_object('last_tick_at', v.last_tick_at, 'age_seconds', v.age_seconds)
  )
  from (
    select s.last_tick_at, ceil(extract(epoch from greatest(probe_evaluator.now_at, s.last_tick_at) - s.last_tick_at))::bigint
      as age_seconds
    from private.evaluator_state s
  ) v;
$$;
comment on function private.probe_evaluator(timestamptz) is 'Probe: the last minute tick is at most three minutes old.';
revoke all on function private.probe_evaluator(timestamptz) from public, anon, authenticated, service_role;
