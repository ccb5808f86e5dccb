-- The evaluator's own sign of life at an instant. API: private. Called by: metric_samples.
create or replace function private.measure_evaluator(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 1
set search_path = ''
as $$
  select 'heartbase_evaluator_last_tick_age_seconds', '{}'::jsonb,
    extract(epoch from measure_evaluator.now_at) - extract(epoch from s.last_tick_at)
  from private.evaluator_state s;
$$;
comment on function private.measure_evaluator(timestamptz) is 'The sample of the minute tick.';
revoke all on function private.measure_evaluator(timestamptz) from public, anon, authenticated, service_role;
