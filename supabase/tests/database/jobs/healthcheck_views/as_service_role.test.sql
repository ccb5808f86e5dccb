-- The service role sees all.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_job('late', now() - interval '3 hours'), pg_temp.make_job('fine', now());
select private.evaluate_jobs();
select pg_temp.as_service_role();
select is((select total_jobs from healthcheck_summary), 2::bigint, 'in the summary');
select results_eq($$select job_name from healthcheck_stale_jobs$$, array['late'], 'the stale one');
select results_eq($$select job_name from healthcheck_suppressed_jobs$$, array['late'], 'which was told of already');
select results_eq($$select job_name from healthcheck_healthy_jobs$$, array['fine'], 'and the healthy one');
select results_eq($$select subject_name from healthcheck_recent_alerts$$, array['late'], 'and the alert');

select * from finish();
rollback;
