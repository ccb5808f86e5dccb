-- A trouble of another type is told at once, unless a person silenced the job.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00'), pg_temp.make_job('silenced', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 02:00+00');
update job_heartbeats set last_run_at = '2026-03-01 02:30+00', consecutive_failures = 1;
update job_heartbeats set last_alert_at = '2026-03-01 02:29+00' where job_name = 'silenced';
update job_heartbeats set next_check_at = '-infinity';
select is(private.evaluate_jobs('2026-03-01 02:30+00'), 1, 'one of the two jobs that fail now is alerted about');
select results_eq(
  $$select * from pg_temp.alerts()$$,
  array['backup job-failing open', 'backup job-stale resolved', 'silenced job-stale resolved'], 'not the silenced one'
);
select is(private.evaluate_jobs('2026-03-01 02:31+00', 1, 'backup'), 0, 'and once');

select * from finish();
rollback;
