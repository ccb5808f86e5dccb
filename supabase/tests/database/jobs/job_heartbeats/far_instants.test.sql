-- An instant that cannot be added to is refused; infinite ones are not.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
select throws_ok($$update job_heartbeats set last_run_at = '10000-01-01 00:00+00'$$, '23514', null, 'the year 10000 is refused');
select throws_ok($$update job_heartbeats set last_alert_at = '294276-12-31 00:00+00'$$, '23514', null, 'for alerts too');
select lives_ok($$update job_heartbeats set last_run_at = '9999-12-31 23:59+00', last_alert_at = 'infinity'$$, 'others are kept');
select lives_ok($$select run_healthcheck()$$, 'and the health check goes through');
select lives_ok($$update job_heartbeats set last_run_at = '-infinity', last_alert_at = '-infinity'$$, 'infinitely long ago is kept');
select lives_ok($$select run_healthcheck()$$, 'and the health check goes through');
select lives_ok($$select * from healthcheck_summary, healthcheck_stale_jobs$$, 'and the views do');

select * from finish();
rollback;
