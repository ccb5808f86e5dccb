-- The service role alone; admins change the settings, with the same effect.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select configure_machine_monitor('1m')$$, '42501', null, 'not an admin');
select lives_ok($$insert into app_settings (key, value) values ('MACHINE_HEARTBEAT_CHECK_INTERVAL', '10m')$$, 'who may write the setting');
select pg_temp.sign_out();
select is((select schedule from cron.job where jobname = 'heartbase-machines'), '*/10 * * * *', 'which reschedules the check');
select pg_temp.as_service_role();
select lives_ok($$select configure_machine_monitor('1m')$$, 'the service role may');

select * from finish();
rollback;
