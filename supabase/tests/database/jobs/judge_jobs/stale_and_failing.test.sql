-- A job can be in both kinds of trouble; each has its alert.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set consecutive_failures = 1, last_failed_at = '2026-03-01 12:00+00';
select is(private.evaluate_jobs('2026-03-01 14:00+00', 1, 'backup'), 1, 'one job is alerted about');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['backup job-failing open', 'backup job-stale open'], 'with two alerts'
);
select is(
  (select detected_at from guardian_alerts where alert_type = 'job-failing'), '2026-03-01 12:00+00',
  'the failing one is backdated to the failure'
);

select * from finish();
rollback;
