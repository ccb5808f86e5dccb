-- A job that ran meanwhile is pushed to its next deadline.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
update job_heartbeats set next_check_at = '2026-03-01 12:10+00';
select is(private.evaluate_jobs('2026-03-01 12:10+00'), 0, 'no alert');
select is((select next_check_at from job_heartbeats), '2026-03-01 13:00+00', 'it is looked at next at its deadline');

select * from finish();
rollback;
