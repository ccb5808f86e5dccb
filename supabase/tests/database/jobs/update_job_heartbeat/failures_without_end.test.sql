-- A job that fails for ever goes on being heard.
begin;
select plan(3);
select pg_temp.start_empty();

select update_job_heartbeat('backup', 'failed');
update job_heartbeats set consecutive_failures = 2147483647;
select lives_ok($$select update_job_heartbeat('backup', 'failed')$$, 'a count that is full fails no heartbeat');
select is((select consecutive_failures from job_heartbeats), 1000001, 'it stops at a million and one');
select throws_ok($$update job_heartbeats set consecutive_failures = -1$$, '23514', null, 'and nobody sets it below nothing');

select * from finish();
rollback;
