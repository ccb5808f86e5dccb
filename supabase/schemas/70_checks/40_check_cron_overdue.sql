-- Active pg_cron jobs that have not started for more than twice the longest of their last ten gaps, and at least {"grace": "5
-- minutes"} longer.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_overdue(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with starts as (
    select d.jobid, d.start_time,
      d.start_time - lag(d.start_time) over (partition by d.jobid order by d.runid) as gap,
      row_number() over (partition by d.jobid order by d.runid desc) as newness
    from cron.job_run_details d
    where d.start_time is not null
  ),
  rhythms as (
    select s.jobid, max(s.start_time) as last_start, max(s.gap) as longest_gap
    from starts s
    where s.newness <= 10
    group by s.jobid
    having count(s.gap) >= 3
  ),
  overdue as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, r.last_start, r.longest_gap
    from rhythms r
    join cron.job j on j.jobid = r.jobid and j.active
    where r.last_start < check_cron_overdue.now_at - 2 * r.longest_gap
      - coalesce((check_cron_overdue.arguments ->> 'grace')::interval, interval '5 minutes')
    order by r.last_start
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every pg_cron job starts in its rhythm.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs do not start',
      'message', format('%s started last at %s. When none starts, restart the database: the pg_cron worker is gone.',
        string_agg(o.name, ', '), to_char(min(o.last_start) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('jobs', jsonb_agg(to_jsonb(o)))
    )
  end
  from overdue o;
$$;
comment on function private.check_cron_overdue(text, timestamptz, jsonb) is 'Active pg_cron jobs that have not started for more than twice the longest of their last ten gaps, and at least {"grace": "5 minutes"} longer.';
revoke all on function private.check_cron_overdue(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
