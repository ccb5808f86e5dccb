-- Judges the machines whose check is due. now_at: the instant to judge at. max_rows: at most so many machines.
-- server_started_at: when the server came up. API: private. Called by: check_machines. Returns how many changed their status.
create or replace function private.evaluate_machines(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.machines', 'id',
    format('select private.judge_machines($1::bigint[], $2, %L)', evaluate_machines.server_started_at),
    evaluate_machines.now_at, evaluate_machines.max_rows
  );
$$;
comment on function private.evaluate_machines(timestamptz, integer, timestamptz) is
  'Judges due machines and commits their alerts and notifications with it; returns how many changed their status.';
revoke all on function private.evaluate_machines(timestamptz, integer, timestamptz) from public, anon, authenticated, service_role;
