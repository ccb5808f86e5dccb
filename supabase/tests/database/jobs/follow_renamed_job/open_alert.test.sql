-- An open alert follows a job that is renamed.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops') as ops_id into temp channels;
select pg_temp.make_job('old name', '2026-03-01 00:00+00');
select private.evaluate_jobs('2026-03-01 06:00+00');
select pg_temp.acknowledge(pg_temp.lease(ops_id), 'delivered') from channels;
update job_heartbeats set job_name = 'new name';
select results_eq($$select * from pg_temp.alerts()$$, array['new name job-stale open'], 'it stays open under the new name');
select is(private.evaluate_jobs('2026-03-01 06:01+00', 1, 'new name'), 0, 'no second alert opens');
select update_job_heartbeat('new name');
select results_eq($$select * from pg_temp.alerts()$$, array['new name job-stale resolved'], 'a heartbeat under it resolves it');

select * from finish();
rollback;
