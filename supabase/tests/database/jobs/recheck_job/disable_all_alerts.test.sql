-- Runbook: set all jobs as recently alerted to suppress alerts.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('known', now() - interval '2 days'), pg_temp.make_job('new', now() - interval '59 minutes');
select private.evaluate_jobs(now(), 1, 'known');
select pg_temp.outbox() as line into temp before;
update job_heartbeats set last_alert_at = now();
select is(private.evaluate_jobs(now()), 0, 'nothing is told now');
select is(private.evaluate_jobs(now() + interval '5 hours 59 minutes'), 0, 'nor within six hours, of old trouble or new');
select results_eq($$select * from pg_temp.outbox()$$, $$select line from before$$, 'no message was enqueued');
select is(private.evaluate_jobs(now() + interval '6 hours'), 2, 'then both are');

select * from finish();
rollback;
