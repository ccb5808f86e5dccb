-- Runbook: reset the alert timestamp to force an alert.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('critical-job-name', now() - interval '2 days');
select private.evaluate_jobs();
update job_heartbeats set last_alert_at = null where job_name = 'critical-job-name';
select is(private.evaluate_jobs(), 1, 'the next look alerts');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened critical-job-name pending', 'ops: reminder 1 critical-job-name pending'], 'as a reminder of the open alert'
);

select * from finish();
rollback;
