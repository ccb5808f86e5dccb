-- One alert about a stale job, however often it is looked at.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', '2026-03-01 12:00+00');
select is(private.evaluate_jobs('2026-03-01 13:00+00'), 0, 'none at its deadline');
select is(private.evaluate_jobs('2026-03-01 13:00:00.000001+00'), 1, 'one a microsecond later');
update job_heartbeats set next_check_at = '-infinity';
select is(private.evaluate_jobs('2026-03-01 13:01+00'), 0, 'none when it is looked at again');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open'], 'there is one alert');
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened backup pending'], 'and one message');
select is((select last_alert_at from job_heartbeats), '2026-03-01 13:00:00.000001+00', 'last_alert_at says when');

select * from finish();
rollback;
