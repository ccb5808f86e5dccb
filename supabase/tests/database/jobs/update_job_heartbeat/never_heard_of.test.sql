-- A trouble that nobody was told of yet ends silently.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', now() - interval '2 hours');
select private.evaluate_jobs();
select update_job_heartbeat('backup');
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened backup cancelled'], 'neither opening nor recovery is sent');

select * from finish();
rollback;
