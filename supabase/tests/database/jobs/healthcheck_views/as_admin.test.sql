-- The runbook's questions, answered for an admin.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_job('fine', now()), pg_temp.make_job('late', now() - interval '3 hours'),
  pg_temp.make_job('later', now() - interval '5 hours'), pg_temp.make_job('broken', now() - interval '1 minute'),
  pg_temp.make_job('paused', now() - interval '9 hours'), pg_temp.make_job('silenced', now() - interval '2 hours');
update job_heartbeats set consecutive_failures = (job_name = 'broken')::int, paused = job_name = 'paused',
  last_alert_at = case job_name when 'silenced' then now() when 'fine' then now() - interval '25 hours' end;
select private.evaluate_jobs();
select acknowledge_alert(id) from guardian_alerts where subject_id = 'later';
select pg_temp.sign_in_as_admin();
select results_eq(
  $$select * from healthcheck_summary$$,
  $$values (6::bigint, 2::bigint, 3::bigint, 4::bigint, now(), now() - interval '9 hours', 1::bigint, 1::bigint)$$,
  'the summary counts them'
);
select results_eq(
  $$select job_name, hours_overdue, deadline, alert_id is not null, acknowledged_at from healthcheck_stale_jobs$$,
  $$values ('later', 5::numeric, now() - interval '4 hours', true, now()),
    ('late', 3, now() - interval '2 hours', true, null), ('silenced', 2, now() - interval '1 hour', false, null)$$,
  'stale jobs, longest silent first'
);
select results_eq(
  $$select job_name, reason, suppressed_until from healthcheck_suppressed_jobs$$,
  $$values ('broken', 'alerted within the repeat interval', now() + interval '6 hours'),
    ('late', 'alerted within the repeat interval', now() + interval '6 hours'), ('later', 'acknowledged', null),
    ('silenced', 'silenced', now() + interval '6 hours')$$,
  'suppressed jobs, why, and until when'
);
select results_eq(
  $$select job_name from healthcheck_healthy_jobs$$, array['fine', 'paused'], 'healthy jobs, latest first'
);
select results_eq(
  $$select subject_name, alert_type from healthcheck_recent_alerts order by 1$$,
  $$values ('broken', 'job-failing'), ('late', 'job-stale'), ('later', 'job-stale')$$, 'and recent alerts'
);

select * from finish();
rollback;
