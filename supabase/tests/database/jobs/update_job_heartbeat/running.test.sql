-- A start is not a run; the finish after it tells how long it took.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set last_duration = '7 minutes';
select update_job_heartbeat('backup', 'running');
select results_eq(
  $$select last_run_at, status, last_started_at, last_duration, updated_at from job_heartbeats$$,
  $$values (timestamptz '2026-03-01 12:00+00', 'running', now(), interval '7 minutes', now())$$,
  'last_run_at stays, the start is kept'
);
update job_heartbeats set last_started_at = now() - interval '90 seconds';
select update_job_heartbeat('backup', 'done');
select results_eq(
  $$select last_run_at, last_started_at, last_duration from job_heartbeats$$,
  $$values (now(), null::timestamptz, interval '90 seconds')$$, 'the finish gives the duration and clears the start'
);
select update_job_heartbeat('backup', 'done');
select is((select last_duration from job_heartbeats), interval '90 seconds', 'a finish without a start leaves the duration');

select * from finish();
rollback;
