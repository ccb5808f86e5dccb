-- A change of alert_repeat_after makes the jobs that follow it and were alerted about due.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('follows', '2026-03-01'), pg_temp.make_job('own', '2026-03-01'), pg_temp.make_job('quiet', '2026-03-01');
update job_heartbeats set last_alert_at = '2026-03-01' where job_name <> 'quiet';
update job_heartbeats set alert_repeat_after = '1 hour' where job_name = 'own';
update job_heartbeats set next_check_at = '2030-01-01';
insert into app_settings values ('alert_repeat_after', '1 hour');
select results_eq($$select job_name from job_heartbeats where next_check_at = now()$$, array['follows'], 'only those are due');

select * from finish();
rollback;
