-- last_alert_at = now() keeps a job silent for one repeat interval; then it is told if it lasts.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', '2026-03-01 00:00+00');
update job_heartbeats set last_alert_at = '2026-03-01 06:00+00';
select is(private.evaluate_jobs('2026-03-01 06:00+00', 1, 'backup'), 0, 'it is not told at once');
select is((select next_check_at from job_heartbeats), '2026-03-01 12:00+00', 'it is looked at when the silence ends');
select is(private.evaluate_jobs('2026-03-01 11:59:59.999999+00', 1, 'backup'), 0, 'not a microsecond before that');
select is(private.evaluate_jobs('2026-03-01 12:00+00'), 1, 'but then');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open'], 'as a new alert');
select is((select detected_at from guardian_alerts), '2026-03-01 01:00+00', 'backdated to the deadline');

select * from finish();
rollback;
