-- Heartbeats of overlapping transactions do not turn the clock back.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_job('backup', clock_timestamp());
select last_run_at as at into temp later from job_heartbeats;
select update_job_heartbeat('backup');
select is((select last_run_at from job_heartbeats), (select at from later), 'a run that was recorded meanwhile stays the last');
update job_heartbeats set last_run_at = '9999-01-01';
select update_job_heartbeat('backup');
select is((select last_run_at from job_heartbeats), now(), 'an instant that has not come yet does not');
update job_heartbeats set last_run_at = 'infinity';
select update_job_heartbeat('backup');
select is((select last_run_at from job_heartbeats), now(), 'nor an infinite one');

select * from finish();
rollback;
