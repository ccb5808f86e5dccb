-- A plain heartbeat is no edit by hand.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set next_check_at = '2030-01-01';
select update_job_heartbeat('backup', 'running'), update_job_heartbeat('backup', 'done'), update_job_heartbeat('backup');
select is((select next_check_at from job_heartbeats), '2030-01-01', 'it leaves next_check_at alone');

select * from finish();
rollback;
