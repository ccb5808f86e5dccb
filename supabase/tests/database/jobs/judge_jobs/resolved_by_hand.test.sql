-- A job in trouble whose alert was ended by hand is told again after the repeat interval.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
select resolve_alert(id) from guardian_alerts;
select is(private.evaluate_jobs('2026-03-01 11:59:59.999999+00', 1, 'backup'), 0, 'not within it');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 1, 'but at its end');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['backup job-stale open', 'backup job-stale resolved'], 'as a new alert'
);

select * from finish();
rollback;
