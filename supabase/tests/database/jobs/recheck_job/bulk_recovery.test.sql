-- Runbook: mark all jobs as recently run.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('stale', now() - interval '2 days'), pg_temp.make_job('failing', now() - interval '2 days');
update job_heartbeats set consecutive_failures = 2, status = 'failed' where job_name = 'failing';
select private.evaluate_jobs();
update job_heartbeats set last_run_at = now(), status = 'recovered', last_alert_at = now()
where last_run_at < now() - interval '24 hours';
select private.evaluate_jobs();
select results_eq(
  $$select * from pg_temp.alerts()$$,
  array['failing job-failing resolved', 'failing job-stale resolved', 'stale job-stale resolved'], 'every alert ends'
);
select results_eq(
  $$select consecutive_failures from job_heartbeats order by job_name$$, array[0, 0],
  'a status of life ends a row of failures, as a heartbeat would'
);
update job_heartbeats set status = 'failed', consecutive_failures = 4 where job_name = 'failing';
update job_heartbeats set status = 'running' where job_name = 'failing';
select is((select consecutive_failures from job_heartbeats where job_name = 'failing'), 4, 'running does not');

select * from finish();
rollback;
