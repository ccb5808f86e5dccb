-- Whether pg_cron has the jobs of Heartbase, active, and their last run succeeded. A run is looked for among the newest 10,000
-- of the whole history, by its primary key: what ran before is not judged.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_cron()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    with jobs as (
      select coalesce(j.jobname, e.jobname) as jobname, j.jobid, j.active
      from private.schedules() e
      full join (
        select c.jobid, c.jobname, c.active
        from cron.job c
        where c.database = current_database() and c.username = current_user
          and (starts_with(c.jobname, 'heartbase-') or c.jobname = 'cron-healthcheck-job')
      ) j on j.jobname = e.jobname
    ),
    judged as (
      select j.jobname, case
        when j.jobid is null then 'is missing'
        when not j.active then 'is not active'
        when r.status = 'failed' then 'failed last time: '
          || left(split_part(btrim(coalesce(r.return_message, 'no message')), E'\n', 1), 200)
      end as fault
      from jobs j
      left join lateral (
        select d.status, d.return_message
        from cron.job_run_details d
        where d.jobid = j.jobid and d.status in ('succeeded', 'failed')
          and d.runid > (select max(m.runid) - 10000 from cron.job_run_details m)
        order by d.runid desc
        limit 1
      ) r on true
    )
    select jsonb_build_object(
      'ok', count(v.fault) = 0,
      'error', string_agg(v.jobname || ' ' || v.fault, '; ' order by v.jobname),
      'details', jsonb_build_object('jobs', count(*), 'faulty', count(v.fault))
    )
    from judged v
  );
end
$$;
comment on function private.probe_pg_cron() is 'Probe: the pg_cron jobs of Heartbase exist, are active, and succeeded last time.';
revoke all on function private.probe_pg_cron() from public, anon, authenticated, service_role;
