-- As many runs as the argument says are read, from the last one on.
begin;
select plan(2);
select pg_temp.start_empty();

insert into cron.job_run_details (runid, jobid, status, start_time, username)
select 100001, cron.schedule('billing', '* * * * *', 'select 1'), 'succeeded', now(), current_user;
insert into cron.job_run_details (runid, jobid, status, start_time, username)
select 100001 + n, -1, 'succeeded', now(), current_user from generate_series(1, 9) n;
select is(pg_temp.says('cron_overdue', '{"max_runs": 10}', now() + interval '1 day'), 'alert high', 'the tenth from the end is among ten');
select is(pg_temp.says('cron_overdue', '{"max_runs": 9}', now() + interval '1 day'), 'ok', 'and not among nine');

select * from finish();
rollback;
