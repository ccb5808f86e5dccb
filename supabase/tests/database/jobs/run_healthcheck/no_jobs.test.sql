-- A project without jobs has a health check too.
begin;
select plan(2);
select pg_temp.start_empty();

select is(
  run_healthcheck(null) - 'timestamp',
  '{"trigger": "manual", "jobs_checked": 0, "healthy_jobs": [], "unhealthy_jobs": [], "alerts_sent": 0, "suppressed_alerts": 0}',
  'its lists are empty'
);
select is(length(run_healthcheck(repeat('x', 200)) ->> 'trigger'), 100, 'a long trigger is cut at 100 characters');

select * from finish();
rollback;
