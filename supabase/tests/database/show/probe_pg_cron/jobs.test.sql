-- The pg_cron jobs of Heartbase are there, active, and succeeded last time.
begin;
select plan(8);
select pg_temp.start_empty();

create function pg_temp.log_run(jobname text, status text, message text, runid bigint) returns void language sql as $$
  insert into cron.job_run_details (jobid, runid, status, return_message, start_time)
  select j.jobid, log_run.runid, log_run.status, log_run.message, now() from cron.job j where j.jobname = log_run.jobname;
$$;
select is(
  private.probe_pg_cron(),
  jsonb_build_object('ok', true, 'error', null, 'details',
    jsonb_build_object('jobs', (select count(*) from private.schedules()), 'faulty', 0)),
  'jobs that have not run yet are fine'
);
select pg_temp.log_run('heartbase-tick', 'failed', E'ERROR: deadlock\nCONTEXT: x', 1);
select is(
  private.probe_pg_cron() ->> 'error', 'heartbase-tick failed last time: ERROR: deadlock', 'the last run failed: its first line'
);
select pg_temp.log_run('heartbase-tick', 'succeeded', '1 row', 2);
select is(private.probe_pg_cron() -> 'ok', 'true', 'it succeeded since');
select pg_temp.log_run('heartbase-tick', 'running', null, 3);
select is(private.probe_pg_cron() -> 'ok', 'true', 'a run that goes on is not judged');
select pg_temp.log_run('heartbase-prune', 'failed', 'x', 4);
select pg_temp.log_run('heartbase-tick', 'succeeded', 'x', 10005);
select is(private.probe_pg_cron() -> 'ok', 'true', 'a failure of 10,000 runs ago is not judged any more');
select cron.alter_job(jobid, active => false) from cron.job where jobname = 'heartbase-tick';
select cron.unschedule('heartbase-prune');
select is(
  private.probe_pg_cron(),
  jsonb_build_object('ok', false, 'error', 'heartbase-prune is missing; heartbase-tick is not active', 'details',
    jsonb_build_object('jobs', (select count(*) from private.schedules()), 'faulty', 2)),
  'one that is off, and one that is gone'
);
select private.install_schedules();
select cron.schedule('heartbase-more', '* * * * *', 'select 1');
select pg_temp.log_run('heartbase-more', 'failed', 'y', 10006);
select is(private.probe_pg_cron() ->> 'error', 'heartbase-more failed last time: y', 'any other job of Heartbase is judged as well');
select cron.unschedule('heartbase-more');
select cron.schedule('theirs', '* * * * *', 'select 1');
select pg_temp.log_run('theirs', 'failed', 'z', 10007);
select is(private.probe_pg_cron() -> 'ok', 'true', 'what others run is not');

select * from finish();
rollback;
