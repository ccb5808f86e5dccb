-- A second trouble of the same kind waits for the end of the repeat interval.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 02:00+00');
update job_heartbeats set last_run_at = '2026-03-01 03:00+00';
select private.evaluate_jobs('2026-03-01 03:00+00', 1, 'backup');
select is(private.evaluate_jobs('2026-03-01 05:00+00', 1, 'backup'), 0, 'stale again three hours later, it is not told');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale resolved'], 'the first alert ended');
select is((select next_check_at from job_heartbeats), '2026-03-01 08:00+00', 'it is looked at when the interval ends');
select is(private.evaluate_jobs('2026-03-01 08:00+00', 1, 'backup'), 1, 'and told then, for it lasted');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['backup job-stale open', 'backup job-stale resolved'], 'as a new alert'
);

select * from finish();
rollback;
