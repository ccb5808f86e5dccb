-- A good run ends a row of failures.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_job('backup', now());
update job_heartbeats set failure_threshold = 2;
select update_job_heartbeat('backup', 'failed'), update_job_heartbeat('backup', 'running');
select is((select consecutive_failures from job_heartbeats), 1, 'a start does not');
select update_job_heartbeat('backup', 'anything else');
select is((select consecutive_failures from job_heartbeats), 0, 'any other word does');
select update_job_heartbeat('backup', 'failed');
select is_empty($$select * from guardian_alerts$$, 'one failure after it is the first again');
select update_job_heartbeat('backup', 'failed');
select update_job_heartbeat('backup', 'healthy');
select results_eq($$select * from pg_temp.alerts()$$, array['backup job-failing resolved'], 'and it resolves the alert');

select * from finish();
rollback;
