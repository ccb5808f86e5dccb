-- A job under a silence is unhealthy and its alert open, but nobody is told: it counts as suppressed.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', now() - interval '2 hours'), pg_temp.make_job('import', now() - interval '2 hours');
select pg_temp.make_silence('backup');
create temp table answer as select run_healthcheck() as a;
select results_eq(
  $$select (a -> 'alerts_sent')::integer, (a -> 'suppressed_alerts')::integer, jsonb_array_length(a -> 'unhealthy_jobs') from answer$$,
  $$values (1, 1, 2)$$, 'one is told of, one is not'
);
select results_eq($$select * from pg_temp.held()$$, array['ops: opened backup for 01:00:00'], 'what is not told waits');
select results_eq(
  $$select * from pg_temp.alerts()$$, array['backup job-stale open', 'import job-stale open'], 'both have their alert'
);

select * from finish();
rollback;
