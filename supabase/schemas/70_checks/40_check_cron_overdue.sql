-- Active pg_cron jobs that have not started for longer than their schedule allows, a tenth of that and {"grace": "5 minutes"}. Judged by
-- the last {"max_runs": 20000} runs; a job that is not among them, or that runs now, is not overdue, and nothing was while the server was down.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_overdue(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_overdue.arguments ->> 'max_runs')::integer, 20000)
      and d.start_time <= check_cron_overdue.now_at
    group by d.jobid
  ),
  overdue as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, d.start_time as started_at
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status in ('succeeded', 'failed')
    join cron.job j on j.jobid = l.jobid and j.active
    where greatest(d.start_time, pg_postmaster_start_time()) < check_cron_overdue.now_at - 1.1 * private.longest_cron_gap(j.schedule)
      - coalesce((check_cron_overdue.arguments ->> 'grace')::interval, interval '5 minutes')
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every pg_cron job starts in its rhythm.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs do not start',
      'message', format('Not started when their schedule says: %s, the first since %s. When no job starts at all, restart the database: the worker of pg_cron is gone. When others do, see what occupies its 32 places.',
        private.list_names(array_agg(o.name order by o.started_at, o.name), count(*)),
        to_char(min(o.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(o) order by o.started_at, o.name), '$[0 to 19]'))
    )
  end
  from overdue o;
$$;
comment on function private.check_cron_overdue(text, timestamptz, jsonb) is 'Active pg_cron jobs that do not start when their schedule says.';
revoke all on function private.check_cron_overdue(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
