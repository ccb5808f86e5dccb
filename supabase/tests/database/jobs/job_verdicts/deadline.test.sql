-- A job is stale strictly after its deadline.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00', '1 hour');
select results_eq(
  $$select deadline, is_stale from private.job_verdicts('2026-03-01 13:00+00')$$,
  $$values (timestamptz '2026-03-01 13:00+00', false)$$, 'a job is not stale at the instant of its deadline'
);
select ok((select is_stale from private.job_verdicts('2026-03-01 13:00:00.000001+00')), 'a microsecond later it is');

select * from finish();
rollback;
