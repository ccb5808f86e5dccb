-- Jobs that cannot be expected to start are not overdue.
begin;
select plan(6);
select pg_temp.start_empty();

create temporary table job as select cron.schedule('minutely', '* * * * *', 'select 1') as id;
select is(pg_temp.says('cron_overdue', '{}', now() + interval '1 day'), 'ok', 'one that never ran: it may be new');
insert into cron.job_run_details (runid, jobid, status, start_time, username) select 100001, id, 'running', now(), current_user from job;
select is(pg_temp.says('cron_overdue', '{}', now() + interval '1 day'), 'ok', 'one that runs');
update cron.job_run_details set status = 'succeeded', end_time = now() where runid = 100001;
select is(pg_temp.says('cron_overdue', '{}', now() + interval '1 day'), 'alert high', 'while one that ended is');
update cron.job_run_details set start_time = pg_postmaster_start_time() - interval '1 day' where runid = 100001;
select is(
  pg_temp.says('cron_overdue', '{}', pg_postmaster_start_time() + interval '6 minutes 6 seconds'), 'ok',
  'one that was due while the server was down has as long from its start on'
);
select is(
  pg_temp.says('cron_overdue', '{}', pg_postmaster_start_time() + interval '6 minutes 6.000001 seconds'), 'alert high', 'and no longer'
);
select cron.alter_job(id, active => false) from job;
select is(pg_temp.says('cron_overdue', '{}', now() + interval '1 day'), 'ok', 'one that is inactive');

select * from finish();
rollback;
