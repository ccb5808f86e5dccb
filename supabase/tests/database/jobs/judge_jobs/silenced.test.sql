-- A job under a silence is judged as ever. Trouble that nobody was told of begins no repeat interval: the next is told at once.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', now() - interval '2 hours') as id into temp job;
select pg_temp.make_silence('backup') as id into temp silence;
select is(private.evaluate_jobs(), 1, 'it is alerted about');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open'], 'the alert opens');
select results_eq($$select * from pg_temp.held()$$, array['ops: opened backup for 01:00:00'], 'its message waits');
select results_eq(
  $$select job_name, reason, suppressed_until - now() from healthcheck_suppressed_jobs$$,
  $$values ('backup', 'under a silence', interval '1 hour')$$, 'the view says why, and until when'
);
select results_eq(
  $$select pending_count, held_count, silenced_until - now() from healthcheck_recent_alerts$$,
  $$values (0::bigint, 1::bigint, interval '1 hour')$$, 'and that a message is held'
);
select update_job_heartbeat('backup');
select results_eq(
  $$select a.resolution, n.state from guardian_alerts a join notifications n on n.alert_id = a.id$$,
  $$values ('Job "backup" is well again.', 'cancelled')$$, 'it ends untold, and nothing is put off'
);
select is((select last_alert_at from job_heartbeats), null, 'no interval has begun');
select end_silence(id) from silence;
update job_heartbeats set last_run_at = now() - interval '2 hours';
select is(private.evaluate_jobs(), 1, 'new trouble is alerted about');
select results_eq(
  $$select state, held_by is null from notifications where state <> 'cancelled'$$, $$values ('pending', true)$$, 'and told'
);
update notifications set state = 'delivered', attempts = 1 where state = 'pending';
select pg_temp.make_silence('backup');
select update_job_heartbeat('backup');
select is((select last_alert_at from job_heartbeats), now(), 'what was told keeps its interval');
select results_eq(
  $$select event from notifications where state = 'pending'$$, array['resolved'], 'and its end is told'
);

select * from finish();
rollback;
