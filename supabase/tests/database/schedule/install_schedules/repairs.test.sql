-- The schedules are put right, however they were changed.
begin;
select plan(3);
select pg_temp.start_empty();

select cron.unschedule('heartbase-prune');
select cron.schedule('heartbase-tick', '0 0 1 1 *', 'select 1');
select private.install_schedules();
select results_eq(
  $$select jobname::text collate "default", schedule, command, active from cron.job
    where jobname like 'heartbase-%' or jobname = 'cron-healthcheck-job' order by 1$$,
  $$values ('cron-healthcheck-job', '0 */6 * * *', 'select public.trigger_healthcheck(''cron'')', true),
    ('heartbase-heartbeat', '*/5 * * * *', 'select private.ring_heartbeat()', true),
    ('heartbase-machines', private.cron_schedule('30 seconds'), 'select private.check_machines()', true),
    ('heartbase-prune', '17 3 * * *', 'select private.prune_history()', true),
    ('heartbase-recovery', '*/5 * * * *', 'select private.ring_recovery()', true),
    ('heartbase-tick', '* * * * *', 'select private.tick()', true)$$,
  'one is back and one is right again'
);
select private.install_schedules();
select is(
  (select count(*) from cron.job where jobname like 'heartbase-%' or jobname = 'cron-healthcheck-job'), 6::bigint,
  'doing it again makes no second one'
);
select lives_ok(command, jobname || ' can be run') from cron.job where jobname = 'heartbase-tick';

select * from finish();
rollback;
