-- Whether the minute tick runs. arguments: {"after": "3 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_evaluator(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.last_tick_at is null then jsonb_build_object('status', 'ok', 'message', 'The minute tick has not run yet.')
    when s.last_tick_at >= check_evaluator.now_at - coalesce((check_evaluator.arguments ->> 'after')::interval, interval '3 minutes')
      then jsonb_build_object('status', 'ok', 'message', 'The minute tick runs.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'The minute tick stands still',
      'message', format('It ran last at %s, and until it runs nobody is told of silence. See the runs of heartbase-tick in cron.job_run_details; select private.install_schedules(); repairs a schedule that was changed.',
        to_char(s.last_tick_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('last_tick_at', s.last_tick_at)
    )
  end
  from private.evaluator_state s;
$$;
comment on function private.check_evaluator(text, timestamptz, jsonb) is 'Whether the minute tick runs.';
revoke all on function private.check_evaluator(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
