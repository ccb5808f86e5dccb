-- A reminder goes out every six hours while a job stays in trouble.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
select is(private.evaluate_jobs('2026-03-01 11:59:59.999999+00'), 0, 'not a microsecond before');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 1, 'but at six hours');
select results_eq(
  $$select reminder_count, last_alerted_at, detected_at from guardian_alerts$$,
  $$values (1, timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-01 01:00+00')$$, 'the alert counts it'
);
select is((select last_alert_at from job_heartbeats), '2026-03-01 12:00+00', 'and so does the job');
select is(private.evaluate_jobs('2026-03-01 12:00+00', 1, 'backup'), 0, 'not twice at one instant');
select is(private.evaluate_jobs('2026-03-01 18:00+00'), 1, 'and six hours later');
select results_eq(
  $$select * from pg_temp.outbox()$$,
  array['ops: opened backup pending', 'ops: reminder 1 backup pending', 'ops: reminder 2 backup pending'],
  'each is told once'
);

select * from finish();
rollback;
