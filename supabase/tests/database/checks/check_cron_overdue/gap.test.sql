-- A job is overdue when it has not started for what its schedule allows, a tenth more, and the grace.
begin;
select plan(5);
select pg_temp.start_empty();

-- The server has been up since before.
insert into cron.job_run_details (runid, jobid, status, start_time, end_time, username)
select 100001, cron.schedule('hourly', '0 * * * *', 'select 1'), 'succeeded', pg_postmaster_start_time() + interval '1 hour',
  pg_postmaster_start_time() + interval '1 hour', current_user;
-- 1 hour, and 66 minutes, and 5.
select is(
  pg_temp.says('cron_overdue', '{}', pg_postmaster_start_time() + interval '2 hours 11 minutes'), 'ok', 'at that instant it is not yet'
);
select is(
  pg_temp.says('cron_overdue', '{}', pg_postmaster_start_time() + interval '2 hours 11 minutes 0.000001 seconds'), 'alert high',
  'an instant later it is'
);
select is(
  pg_temp.says('cron_overdue', '{"grace": "0 seconds"}', pg_postmaster_start_time() + interval '2 hours 6 minutes 0.000001 seconds'),
  'alert high', 'the grace is an argument'
);
select is(
  pg_temp.ask('cron_overdue', '{}', pg_postmaster_start_time() + interval '1 day') ->> 'message',
  format('Not started when their schedule says: hourly, the first since %s. When no job starts at all, restart the database: the worker of pg_cron is gone. When others do, see what occupies its 32 places.',
    to_char((pg_postmaster_start_time() + interval '1 hour') at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
  'it says which and since when'
);
select is(
  pg_temp.says('cron_overdue', '{}', pg_postmaster_start_time() + interval '59 minutes'), 'ok', 'a start in the future is none'
);

select * from finish();
rollback;
