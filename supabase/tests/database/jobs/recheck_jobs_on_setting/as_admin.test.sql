-- An admin's change of a setting reaches all jobs.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_job('follows', '2026-03-01', null);
update job_heartbeats set next_check_at = '2030-01-01';
select pg_temp.sign_in_as_admin();
insert into app_settings values ('stale_after', '2 h');
select pg_temp.sign_out();
select is((select next_check_at from job_heartbeats), now(), 'they are due');

select * from finish();
rollback;
