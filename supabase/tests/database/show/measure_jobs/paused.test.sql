-- A paused job has no deadline.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set paused = true;
select results_eq(
  $$select value from private.measure_jobs('2026-03-05 12:00+00') where name = 'heartbase_job_deadline_seconds'$$,
  array[null::numeric], 'there is nothing to be late for'
);
select results_eq(
  $$select value from private.measure_jobs('2026-03-05 12:00+00') where name = 'heartbase_job_stale'$$, array[0::numeric], 'and it is not stale'
);

select * from finish();
rollback;
