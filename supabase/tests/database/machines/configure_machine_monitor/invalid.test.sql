-- An invalid value is a clear error, and both stay as they were.
begin;
select plan(9);
select pg_temp.start_empty();

select configure_machine_monitor('2m', '10m');
select throws_ok($$select configure_machine_monitor('1m', 'soon')$$, '22023', 'invalid_setting', 'a word');
select throws_ok($$select configure_machine_monitor('0s')$$, '22023', 'invalid_setting', 'nothing');
select throws_ok($$select configure_machine_monitor('-1m')$$, '22023', 'invalid_setting', 'less than nothing');
select throws_ok($$select configure_machine_monitor('25h')$$, '22023', 'invalid_setting', 'more than a day');
select throws_ok($$select configure_machine_monitor('')$$, '22023', 'invalid_setting', 'an empty text');
select throws_ok($$select configure_machine_monitor('90s', '20m')$$, '22023', 'invalid_check_interval', 'an interval that cron cannot keep');
select throws_ok($$select configure_machine_monitor('1.5s')$$, '22023', 'invalid_check_interval', 'half a second');
select results_eq($$select value from app_settings order by key$$, $$values ('2m'), ('10m')$$, 'the settings stay');
select is((select schedule from cron.job where jobname = 'heartbase-machines'), '*/2 * * * *', 'and the schedule');

select * from finish();
rollback;
