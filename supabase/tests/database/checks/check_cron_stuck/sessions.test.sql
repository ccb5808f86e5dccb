-- A run is stuck when its session lasts longer than it may. This session plays one of pg_cron.
begin;
select plan(4);
select pg_temp.start_empty();

select is(pg_temp.says('cron_stuck', '{}', now() + interval '1 day'), 'ok', 'other sessions may last as long as they like');
set application_name = 'pg_cron';
select pg_stat_clear_snapshot();
create temporary table session as select * from pg_stat_activity where pid = pg_backend_pid();
select is(pg_temp.says('cron_stuck', '{}', (select backend_start + interval '1 hour' from session)), 'ok', 'one of pg_cron an hour');
select is(
  pg_temp.ask('cron_stuck', '{}', (select backend_start + interval '1 hour 0.000001 seconds' from session)) ->> 'message',
  format('Running for longer than 1 h: a job of process %1$s, the first since %2$s. The next runs of a job wait for it to end: select pg_cancel_backend(%1$s);',
    pg_backend_pid(), to_char((select backend_start from session) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
  'longer than that it is stuck'
);
select cron.schedule('report', '* * * * *', (select query from session));
select is(
  pg_temp.ask('cron_stuck', '{"after": "0 seconds"}', now() + interval '1 second') #>> '{data,runs,0,name}', 'report',
  'the job is the one with that command'
);

select * from finish();
rollback;
