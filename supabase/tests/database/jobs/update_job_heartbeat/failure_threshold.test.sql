-- Failures in a row alert when they reach the threshold, not before.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', now());
update job_heartbeats set failure_threshold = 3;
select update_job_heartbeat('backup', 'failed'), update_job_heartbeat('backup', 'failed');
select results_eq(
  $$select consecutive_failures, last_failed_at, last_run_at from job_heartbeats$$, $$values (2, now(), now())$$,
  'each failure is counted; it is a run all the same'
);
select is_empty($$select * from guardian_alerts$$, 'two of three make no alert');
select update_job_heartbeat('backup', 'failed');
select results_eq(
  $$select alert_type, severity, message, detected_at from guardian_alerts$$,
  $$values ('job-failing', 'critical', 'Job "backup" failed 3 times in a row.', now())$$, 'the third does, at once'
);
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened backup pending'], 'and it is told');
select update_job_heartbeat('backup', 'failed');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['backup job-failing open'], 'a fourth makes no second alert and no reminder'
);

select * from finish();
rollback;
