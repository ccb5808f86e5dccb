-- A job fails when its last finished run did.
begin;
select plan(6);
select pg_temp.start_empty();

create temporary table job as select cron.schedule('billing', '0 3 * * *', 'select 1/0') as id;
select is(pg_temp.says('cron_failures'), 'ok', 'one that never ran does not fail');
insert into cron.job_run_details (runid, jobid, status, return_message, start_time, end_time, username)
select v.runid, j.id, v.status, v.message, v.start_time, v.end_time, current_user
from job j, (values
  (100001, 'succeeded', '1 row', timestamptz '2026-03-01 03:00+00', timestamptz '2026-03-01 03:00:01+00'),
  (100002, 'failed', E'ERROR:  division by zero\nLINE 1: select 1/0', '2026-03-02 03:00+00', '2026-03-02 03:00:01+00')
) v(runid, status, message, start_time, end_time);
select is(
  pg_temp.ask('cron_failures') - 'data',
  '{"status": "alert", "priority": "high", "title": "pg_cron jobs fail",
    "message": "The last run failed of billing: ERROR:  division by zero. Mend its command, and see cron.job_run_details for the rest."}'::jsonb,
  'it names the job and the first line of its error'
);
insert into cron.job_run_details (runid, jobid, status, start_time, username)
select 100003, id, 'running', '2026-03-03 03:00+00', current_user from job;
select is(pg_temp.says('cron_failures'), 'alert high', 'a run that has not ended changes nothing');
update cron.job_run_details set status = 'succeeded', end_time = '2026-03-03 03:00:01+00' where runid = 100003;
select is(pg_temp.says('cron_failures'), 'ok', 'one that succeeded ends it');
insert into cron.job_run_details (runid, jobid, status, return_message, username)
select 100004, id, 'failed', 'connection failed', current_user from job;
select is(pg_temp.says('cron_failures'), 'alert high', 'one that could not even begin counts, though it has no times');
select cron.unschedule('billing');
select is(pg_temp.says('cron_failures'), 'ok', 'of a job that is gone nothing is told');

select * from finish();
rollback;
