-- A job whose last run lies in the future is not forgotten.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('future', '9999-01-01'), pg_temp.make_job('always', 'infinity');
select private.evaluate_jobs('2026-03-01 12:00+00');
select results_eq(
  $$select job_name, next_check_at from job_heartbeats order by 1$$,
  $$values ('always', timestamptz '2026-03-01 13:00+00'), ('future', '2026-03-01 13:00+00')$$,
  'it is looked at when a job that ran now would be'
);
select is_empty($$select * from guardian_alerts$$, 'it is no trouble');

select * from finish();
rollback;
