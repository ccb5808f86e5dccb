-- The answer has the form that the cron-healthcheck function gives.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('fine', now()), pg_temp.make_job('also fine', now());
select pg_temp.make_job('late', now() - interval '49 hours 59 minutes', '24 hours');
select pg_temp.make_job('broken', now());
update job_heartbeats set consecutive_failures = 1, status = 'failed', metadata = '{"code": 1}' where job_name = 'broken';
select is(
  run_healthcheck('test'),
  jsonb_build_object('timestamp', now(), 'trigger', 'test', 'jobs_checked', 4, 'healthy_jobs', '["also fine", "fine"]'::jsonb,
    'unhealthy_jobs', jsonb_build_array(
      jsonb_build_object('job_name', 'late', 'last_run_at', now() - interval '49 hours 59 minutes', 'hours_overdue', 49,
        'status', 'healthy', 'metadata', '{}'::jsonb, 'reason', 'stale'),
      jsonb_build_object('job_name', 'broken', 'last_run_at', now(), 'hours_overdue', 0, 'status', 'failed',
        'metadata', '{"code": 1}'::jsonb, 'reason', 'failing')),
    'alerts_sent', 2, 'suppressed_alerts', 0),
  'jobs in trouble are listed longest silent first'
);
select is(
  run_healthcheck() - '{timestamp,healthy_jobs,unhealthy_jobs}'::text[],
  '{"trigger": "manual", "jobs_checked": 4, "alerts_sent": 0, "suppressed_alerts": 2}'::jsonb, 'a second one alerts nobody'
);

select * from finish();
rollback;
