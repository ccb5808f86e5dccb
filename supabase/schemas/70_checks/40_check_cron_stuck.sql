-- Runs of pg_cron jobs that have not ended after {"after": "1 hour"}: sessions of pg_cron, of which there is one for each run.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_stuck(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_cron_stuck.arguments ->> 'after')::interval, interval '1 hour') as after
  ),
  sessions as (
    select a.pid, a.query, a.backend_start as started_at
    from pg_catalog.pg_stat_activity a
    -- With cron.use_background_workers a run is no client.
    where (a.application_name = 'pg_cron' or a.backend_type = 'pg_cron')
      and a.backend_start < check_cron_stuck.now_at - (select l.after from limits l)
    order by a.backend_start
    limit 20
  ),
  stuck as (
    -- The session shows the beginning of the command only.
    select s.pid, s.started_at, coalesce((
      select min(coalesce(j.jobname, 'job ' || j.jobid)) from cron.job j
      where left(j.command, 200) = left(s.query, 200)
    ), 'a job of process ' || s.pid) as name
    from sessions s
  )
  select case
    when count(s.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Jobs of other roles cannot be seen without the role pg_read_all_stats.')
    when count(s.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No run of a pg_cron job takes longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'pg_cron jobs are stuck',
      'message', format('Running for longer than %s: %s, the first since %s. The next runs of a job wait for it to end: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), private.list_names(array_agg(s.name order by s.started_at), count(s.pid)),
        to_char(min(s.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), (array_agg(s.pid order by s.started_at))[1]),
      'data', jsonb_build_object('runs', jsonb_agg(to_jsonb(s) order by s.started_at))
    )
  end
  from limits l
  left join stuck s on true
  group by l.after;
$$;
comment on function private.check_cron_stuck(text, timestamptz, jsonb) is 'Runs of pg_cron jobs that do not end.';
revoke all on function private.check_cron_stuck(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
