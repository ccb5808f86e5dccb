-- A job that was set into the future and then falls silent is alerted about.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', 'infinity');
select private.evaluate_jobs();
select update_job_heartbeat('backup');
select is(private.evaluate_jobs(now() + interval '1 hour'), 0, 'not at its deadline');
select is(private.evaluate_jobs(now() + interval '61 minutes'), 1, 'but after it');

select * from finish();
rollback;
