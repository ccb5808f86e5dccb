-- A job whose very first heartbeat is a failure is alerted about.
begin;
select plan(1);
select pg_temp.start_empty();

select update_job_heartbeat('backup', 'failed');
select results_eq(
  $$select message from guardian_alerts$$, array['Job "backup" failed.'], 'the default threshold is one'
);

select * from finish();
rollback;
