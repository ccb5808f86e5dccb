-- What the alert about a stale job says.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00', '1 hour', '10 minutes');
update job_heartbeats set status = 'done', metadata = '{"rows": 12}';
select private.evaluate_jobs('2026-03-01 15:00+00', 1, 'backup');
select results_eq(
  $$select subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message from guardian_alerts$$,
  $$values ('job', 'backup', 'backup', null::uuid, 'job-stale', 'critical',
    'Job "backup" has not run since 2026-03-01 12:00 UTC; it is expected every 1 h.')$$, 'one sentence about the job'
);
select results_eq(
  $$select detected_at, created_at, last_alerted_at from guardian_alerts$$,
  $$values (timestamptz '2026-03-01 13:10+00', timestamptz '2026-03-01 15:00+00', timestamptz '2026-03-01 15:00+00')$$,
  'it is backdated to the deadline, however late the evaluator came'
);
select is(
  (select details from guardian_alerts),
  '{"job_name": "backup", "last_run_at": "2026-03-01T12:00:00+00:00", "status": "done", "metadata": {"rows": 12},
    "expected_every": "01:00:00", "grace": "00:10:00", "consecutive_failures": 0}'::jsonb,
  'with the facts at that time'
);

select * from finish();
rollback;
