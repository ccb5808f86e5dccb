-- A heartbeat never fails because alerting did.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.poison_job('backup');
select lives_ok($$select update_job_heartbeat('backup', 'failed', '{"try": 1}')$$, 'a heartbeat that cannot be alerted about goes through');
select results_eq(
  $$select status, metadata, consecutive_failures, evaluation_error, next_check_at from job_heartbeats$$,
  $$values ('failed', '{"try": 1}'::jsonb, 1, 'P0001 poisoned', now() + interval '1 hour')$$,
  'it is recorded, with the error of the alerting, which is tried again in an hour'
);
drop trigger refuse_alert on guardian_alerts;
select update_job_heartbeat('backup', 'failed');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-failing open'], 'the next one alerts');
select is((select evaluation_error from job_heartbeats), null, 'and the error is gone');

select * from finish();
rollback;
