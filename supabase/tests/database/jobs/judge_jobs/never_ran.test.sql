-- A job that never ran is said to.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '-infinity');
select private.evaluate_jobs('2026-03-01 12:00+00');
select results_eq(
  $$select message, detected_at from guardian_alerts$$,
  $$values ('Job "backup" has never run; it is expected every 1 h.', timestamptz '2026-03-01 12:00+00')$$,
  'it is detected when it is looked at'
);

select * from finish();
rollback;
