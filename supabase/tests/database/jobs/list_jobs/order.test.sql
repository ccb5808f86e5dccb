-- Trouble first, then by name.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('b fine', now()), pg_temp.make_job('a fine', now()), pg_temp.make_job('z late', now() - interval '3 hours'),
  pg_temp.make_job('broken', now()), pg_temp.make_job('resting', now() - interval '9 hours'), pg_temp.make_job('at work', now());
update job_heartbeats set consecutive_failures = (job_name = 'broken')::int, paused = job_name = 'resting',
  status = case job_name when 'at work' then 'running' else 'healthy' end;
select pg_temp.sign_in_as_admin();
select results_eq(
  'select job_name, state from list_jobs()',
  $$values ('z late', 'stale'), ('broken', 'failing'), ('at work', 'running'), ('a fine', 'healthy'), ('b fine', 'healthy'),
    ('resting', 'paused')$$,
  'stale, failing, running, healthy and paused ones, by name within'
);
select results_eq('select job_name from list_jobs(p_limit => 2)', array['z late', 'broken'], 'the first of them');
select is_empty('select job_name from list_jobs(p_limit => -1)', 'or none');
select results_eq(
  $$select job_name, state, description, last_run_at, deadline, expected_every, grace, consecutive_failures, last_started_at,
      last_duration, quiet_until, next_check_at, evaluation_error
    from list_jobs()$$,
  $$select job_name, state, description, last_run_at, deadline, expected_every, grace, consecutive_failures, last_started_at,
      last_duration, quiet_until, next_check_at, evaluation_error
    from healthcheck_jobs
    order by array_position(array['stale', 'failing', 'running', 'healthy', 'paused'], state), job_name$$,
  'as the view of all jobs has them'
);

select * from finish();
rollback;
