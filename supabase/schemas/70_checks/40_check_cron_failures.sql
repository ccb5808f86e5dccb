-- pg_cron jobs whose last finished run failed. Its history has no index but by run, so that only the last {"max_runs": 20000} are read:
-- about four days of what Heartbase itself runs. A job that ran before them is not judged.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_failures.arguments ->> 'max_runs')::integer, 20000)
      -- One that could not even begin has no times.
      and d.status in ('succeeded', 'failed')
    group by d.jobid
  ),
  failed as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, private.plain_error(d.return_message) as error, d.runid, d.end_time
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status = 'failed'
    join cron.job j on j.jobid = l.jobid and j.active
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'The last run of every pg_cron job succeeded.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs fail',
      'message', format('The last run failed of %s: %s. Mend its command, and see cron.job_run_details for the rest.',
        private.list_names(array_agg(f.name order by f.runid desc), count(*)),
        (array_agg(f.error order by f.runid desc))[1]),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(f) order by f.runid desc), '$[0 to 19]'))
    )
  end
  from failed f;
$$;
comment on function private.check_cron_failures(text, timestamptz, jsonb) is 'pg_cron jobs whose last finished run failed.';
revoke all on function private.check_cron_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
