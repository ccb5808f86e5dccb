-- The views show nothing to who is no admin.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_job('late', now() - interval '3 hours'), pg_temp.make_job('fine', now());
select private.evaluate_jobs();
select pg_temp.sign_in(gen_random_uuid(), '{}', '{"role": "admin"}');
select is((select total_jobs from healthcheck_summary), 0::bigint, 'a user sees a summary of no jobs');
select is_empty($$select job_name from healthcheck_stale_jobs$$, 'no stale job');
select is_empty($$select job_name from healthcheck_suppressed_jobs$$, 'no suppressed job');
select is_empty($$select job_name from healthcheck_healthy_jobs$$, 'no healthy job');
select is_empty($$select id from healthcheck_recent_alerts$$, 'no alert');
select pg_temp.sign_in_as_anon();
select throws_ok('select * from ' || v, '42501', null, 'anon may not look at ' || v)
from unnest(array['healthcheck_summary', 'healthcheck_stale_jobs', 'healthcheck_suppressed_jobs', 'healthcheck_healthy_jobs',
  'healthcheck_recent_alerts']) v;
-- plan select plan(10);

select * from finish();
rollback;
