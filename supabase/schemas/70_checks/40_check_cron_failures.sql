-- pg_cron jobs whose last finished run failed. arguments: none.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select distinct on (d.jobid) d.jobid, d.status, d.return_message, d.end_time
    from cron.job_run_details d
    where d.status in ('succeeded', 'failed') and d.start_time > check_cron_failures.now_at - interval '7 days'
    order by d.jobid, d.runid desc
  ),
  failed as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, left(l.return_message, 200) as error, l.end_time
    from last_runs l
    join cron.job j on j.jobid = l.jobid and j.active
    where l.status = 'failed'
    order by 1
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'The last run of every pg_cron job succeeded.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs fail',
      'message', format('The last run of %s failed: %s. See cron.job_run_details.', string_agg(f.name, ', '), min(f.error)),
      'data', jsonb_build_object('jobs', jsonb_agg(to_jsonb(f)))
    )
  end
  from failed f;
$$;
comment on function private.check_cron_failures(text, timestamptz, jsonb) is 'pg_cron jobs whose last finished run failed.';
revoke all on function private.check_cron_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
