-- Runs of pg_cron jobs that have not ended after {"after": "1 hour"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_stuck(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with stuck as (
    select coalesce(j.jobname, 'job ' || d.jobid) as name, d.start_time, d.job_pid as pid
    from cron.job_run_details d
    left join cron.job j on j.jobid = d.jobid
    where d.status in ('starting', 'connecting', 'sending', 'running') and d.end_time is null
      and d.start_time < check_cron_stuck.now_at
        - coalesce((check_cron_stuck.arguments ->> 'after')::interval, interval '1 hour')
    order by d.start_time
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No run of a pg_cron job is stuck.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'pg_cron jobs are stuck',
      'message', format('%s runs since %s, and keeps its next runs waiting. End it with pg_cancel_backend(%s).',
        string_agg(s.name, ', '), to_char(min(s.start_time) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), min(s.pid)),
      'data', jsonb_build_object('runs', jsonb_agg(to_jsonb(s)))
    )
  end
  from stuck s;
$$;
comment on function private.check_cron_stuck(text, timestamptz, jsonb) is 'Runs of pg_cron jobs that have not ended after {"after": "1 hour"}.';
revoke all on function private.check_cron_stuck(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
