-- An error that the evaluator itself left is found.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('bad', '2026-03-01 06:00+00'), pg_temp.poison_job('bad');
select private.evaluate_jobs('2026-03-01 12:00+00');
select is(pg_temp.says('job_errors', '{}', '2026-03-01 12:00+00'), 'alert high', 'at once');

select * from finish();
rollback;
