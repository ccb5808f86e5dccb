-- What is suppressed is counted.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('new', now() - interval '2 hours'), pg_temp.make_job('silenced', now() - interval '2 hours');
update job_heartbeats set last_alert_at = now() where job_name = 'silenced';
select is(
  run_healthcheck() - '{timestamp,trigger,healthy_jobs,unhealthy_jobs}'::text[],
  '{"jobs_checked": 2, "alerts_sent": 1, "suppressed_alerts": 1}'::jsonb, 'one is told, one is not'
);

select * from finish();
rollback;
