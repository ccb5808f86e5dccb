-- A heartbeat ends the alert in its own transaction, and one recovery is told.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('backup', now() - interval '2 hours');
select private.evaluate_jobs();
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
select update_job_heartbeat('backup', 'running');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-stale open'], 'a start does not end it');
select update_job_heartbeat('backup'), update_job_heartbeat('backup');
select results_eq(
  $$select resolved_at, auto_resolved, resolution from guardian_alerts$$,
  $$values (now(), true, 'Job "backup" is well again. New trouble of the same kind is told from '
    || to_char(now() + interval '6 hours', 'YYYY-MM-DD HH24:MI') || ' UTC on.')$$,
  'a run does'
);
select private.evaluate_jobs(now() + interval '1 minute');
select results_eq(
  $$select * from pg_temp.outbox()$$, array['ops: opened backup delivered', 'ops: resolved backup pending'],
  'whatever comes after, there is one recovery'
);
select is(
  (select next_check_at from job_heartbeats), now() + interval '1 hour', 'it is looked at again when it is due again'
);

select * from finish();
rollback;
