-- Pausing a job ends its alerts, and nothing more is told.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
update job_heartbeats set paused = true;
select private.evaluate_jobs('2026-03-01 06:01+00', 1, 'backup');
select results_eq(
  $$select resolved_at, auto_resolved, resolution from guardian_alerts$$,
  $$values (timestamptz '2026-03-01 06:01+00', true, 'The job was paused.')$$, 'the alert resolves with the reason'
);
select is(private.evaluate_jobs('2026-04-01 00:00+00'), 0, 'a month later nothing was told');
update job_heartbeats set paused = false;
select is((select next_check_at from job_heartbeats), now(), 'once it goes on it is due');

select * from finish();
rollback;
