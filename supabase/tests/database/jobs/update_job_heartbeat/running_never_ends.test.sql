-- A start does not move the deadline: a job that hangs becomes stale.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', now() - interval '61 minutes');
select update_job_heartbeat('backup', 'running');
select is(private.evaluate_jobs(), 1, 'it is alerted about');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open'], 'as stale');

select * from finish();
rollback;
