-- Somebody who resolves an alert under a silence has heard of it: the job keeps its interval.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('backup', now() - interval '2 hours');
select pg_temp.make_silence('backup') as id into temp silence;
select private.evaluate_jobs();
update guardian_alerts set resolved_at = now();
select end_silence(id) from silence;
update job_heartbeats set next_check_at = now();
select is(private.evaluate_jobs(), 0, 'nothing is told until the interval is over');
select is((select last_alert_at from job_heartbeats), now(), 'which began with the alert');

select * from finish();
rollback;
