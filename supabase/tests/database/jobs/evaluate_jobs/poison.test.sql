-- A job that cannot be judged is put off by an hour; the others are alerted about.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_job('a', '2026-03-01 00:00+00'), pg_temp.make_job('bad', '2026-03-01 00:00+00'),
  pg_temp.make_job('z', '2026-03-01 00:00+00');
select pg_temp.poison_job('bad');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 2, 'two are alerted about');
select results_eq($$select * from pg_temp.alerts()$$, array['a job-stale open', 'z job-stale open'], 'the good ones');
select results_eq(
  $$select job_name, next_check_at, evaluation_error from job_heartbeats order by 1$$,
  $$values ('a', timestamptz '2026-03-01 18:00+00', null), ('bad', '2026-03-01 13:00+00', 'P0001 poisoned'),
    ('z', '2026-03-01 18:00+00', null)$$,
  'the bad one is put off with its error'
);
select is(private.evaluate_jobs('2026-03-01 12:01+00'), 0, 'it does not come again before that');
drop trigger refuse_alert on guardian_alerts;
select is(private.evaluate_jobs('2026-03-01 13:00+00'), 1, 'when it can be judged it is');
select is((select evaluation_error from job_heartbeats where job_name = 'bad'), null, 'and the error is gone');

select * from finish();
rollback;
