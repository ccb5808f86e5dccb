-- As many runs as the argument says are read, from the last one on.
begin;
select plan(2);
select pg_temp.start_empty();

insert into cron.job_run_details (runid, jobid, status, return_message, username)
select 100001, cron.schedule('billing', '0 3 * * *', 'select 1/0'), 'failed', 'ERROR', current_user;
insert into cron.job_run_details (runid, jobid, status, username)
select 100001 + n, -1, 'succeeded', current_user from generate_series(1, 9) n;
select is(pg_temp.says('cron_failures', '{"max_runs": 10}'), 'alert high', 'the tenth from the end is among ten');
select is(pg_temp.says('cron_failures', '{"max_runs": 9}'), 'ok', 'and not among nine');

select * from finish();
rollback;
