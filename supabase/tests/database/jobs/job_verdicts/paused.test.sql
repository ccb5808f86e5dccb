-- A paused job is neither stale nor failing.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set consecutive_failures = 3;
select results_eq(
  $$select is_stale, is_failing from private.job_verdicts('2026-03-05 12:00+00')$$, $$values (true, true)$$, 'it is both'
);
update job_heartbeats set paused = true;
select results_eq(
  $$select is_stale, is_failing from private.job_verdicts('2026-03-05 12:00+00')$$, $$values (false, false)$$,
  'until it is paused'
);

select * from finish();
rollback;
