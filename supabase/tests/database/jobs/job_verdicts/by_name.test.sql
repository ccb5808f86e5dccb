-- Verdicts of some jobs, or of all.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('a', '2026-03-01'), pg_temp.make_job('b', '2026-03-01'), pg_temp.make_job('c', '2026-03-01');
select results_eq(
  $$select job_name from private.job_verdicts('2026-03-05', array['c', 'a', 'unknown']) order by 1$$, array['a', 'c'],
  'names that are given'
);
select is((select count(*) from private.job_verdicts('2026-03-05')), 3::bigint, 'null stands for all');
select is_empty($$select * from private.job_verdicts('2026-03-05', '{}')$$, 'an empty list for none');

select * from finish();
rollback;
