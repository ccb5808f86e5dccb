-- Durations are set together, and the check is rescheduled.
begin;
select plan(7);
select pg_temp.start_empty();

select is(configure_machine_monitor() ->> 'message', 'Heartbeat monitor started (check interval: 30s, offline threshold: 2m0s)', 'as it is by default');
select is(configure_machine_monitor('1m', '5m') ->> 'message', 'Heartbeat monitor started (check interval: 1m0s, offline threshold: 5m0s)', 'the answer');
select results_eq($$select key, value from app_settings order by key$$,
  $$values ('MACHINE_HEARTBEAT_CHECK_INTERVAL', '1m'), ('MACHINE_OFFLINE_THRESHOLD', '5m')$$, 'the settings');
select results_eq($$select schedule, command, active from cron.job where jobname = 'heartbase-machines'$$,
  $$values ('* * * * *', 'select private.check_machines()', true)$$, 'the schedule');
select configure_machine_monitor('5m');
select is((select schedule from cron.job where jobname = 'heartbase-machines'), '*/5 * * * *', 'one alone');
select is((select value from app_settings where key = 'MACHINE_OFFLINE_THRESHOLD'), '5m', 'leaves the other');
delete from app_settings where key = 'MACHINE_HEARTBEAT_CHECK_INTERVAL';
select is((select schedule from cron.job where jobname = 'heartbase-machines'), private.cron_schedule('30 seconds'), 'without the setting it is the default');

select * from finish();
rollback;
