-- An error that passes by itself puts a job off by a minute, not by an hour.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00'), pg_temp.make_job('other', '2026-03-01 00:00+00');
select pg_temp.poison_job('backup', '55P03');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 1, 'the other one is alerted about');
select results_eq(
  $$select next_check_at, evaluation_error from job_heartbeats where job_name = 'backup'$$,
  $$values (timestamptz '2026-03-01 12:01+00', '55P03 poisoned')$$, 'it is looked at again in a minute'
);

select * from finish();
rollback;
