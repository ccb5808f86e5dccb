-- A stale job whose next check somebody put off is found.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', now() - interval '2 hours');
update job_heartbeats set next_check_at = '2100-01-01';
select is(private.evaluate_jobs(), 0, 'the tick does not look at it');
select is((run_healthcheck() ->> 'alerts_sent')::int, 1, 'the health check does');

select * from finish();
rollback;
