-- A later heartbeat of a job replaces the earlier.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set created_at = '2026-01-01', next_check_at = '2026-05-05 00:00+00', metadata = '{"old": 1}';
select update_job_heartbeat('backup', 'done', '{"rows": 12}');
select results_eq(
  $$select last_run_at, status, metadata, created_at, updated_at, heartbeat_count from job_heartbeats$$,
  $$values (now(), 'done', '{"rows": 12}'::jsonb, timestamptz '2026-01-01', now(), 1::bigint)$$, 'it has run now'
);
select is(
  (select next_check_at from job_heartbeats), '2026-05-05 00:00+00', 'next_check_at is left to the evaluator: no index entry moves'
);

select * from finish();
rollback;
