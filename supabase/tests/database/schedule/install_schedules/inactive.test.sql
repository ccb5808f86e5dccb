-- A schedule that was switched off is on again.
begin;
select plan(2);
select pg_temp.start_empty();

select cron.alter_job(jobid, active := false) from cron.job where jobname in ('heartbase-tick', 'heartbase-prune');
select private.install_schedules();
select results_eq(
  $$select jobname::text collate "default", active from cron.job
    where jobname like 'heartbase-%' or jobname = 'cron-healthcheck-job' order by 1$$,
  $$values ('cron-healthcheck-job', true), ('heartbase-heartbeat', true), ('heartbase-machines', true),
    ('heartbase-prune', true), ('heartbase-recovery', true), ('heartbase-tick', true)$$, 'all are active'
);
select is((select command from cron.job where jobname = 'heartbase-tick'), 'select private.tick()', 'with their commands');

select * from finish();
rollback;
