-- A health check that comes before the first tick notes the outage before it judges anybody.
begin;
select plan(3);
select pg_temp.start_empty();

-- However long the server has been up: its deadline came within the outage, and is an hour from its start with the credit.
select pg_temp.make_job('late', pg_postmaster_start_time() - interval '2 hours 59 minutes', now() - pg_postmaster_start_time() + interval '1 hour');
update job_heartbeats set updated_at = pg_postmaster_start_time() - interval '2 hours 30 minutes';
update private.evaluator_state set last_tick_at = pg_postmaster_start_time() - interval '2 hours 30 minutes';
select is(run_healthcheck() -> 'unhealthy_jobs', '[]'::jsonb, 'the job is credited with it');
select results_eq($$select * from pg_temp.alerts()$$, array['database outage resolved'], 'the outage is told');
select is((private.tick() ->> 'outage')::boolean, false, 'the tick that follows finds it noted');

select * from finish();
rollback;
