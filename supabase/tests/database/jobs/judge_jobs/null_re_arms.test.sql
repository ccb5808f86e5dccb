-- last_alert_at = NULL makes the next look alert again at once.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
select is(private.evaluate_jobs('2026-03-01 06:01+00', 1, 'backup'), 0, 'within six hours there is no reminder');
update job_heartbeats set last_alert_at = null;
select is(private.evaluate_jobs('2026-03-01 06:02+00', 1, 'backup'), 1, 'after NULL there is');
select is(private.evaluate_jobs('2026-03-01 06:03+00', 1, 'backup'), 0, 'one');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open, reminded 1'], 'of the same alert');

select * from finish();
rollback;
