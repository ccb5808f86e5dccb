-- Only the service role records heartbeats.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select update_job_heartbeat('x')$$, '42501', null, 'an admin may not');
select pg_temp.sign_in_as_anon();
select throws_ok($$select update_job_heartbeat('x')$$, '42501', null, 'anon may not');
select pg_temp.as_service_role();
select lives_ok($$select update_job_heartbeat('x', 'failed')$$, 'the service role may, with all that follows');
select throws_ok($$select private.evaluate_jobs()$$, '42501', null, 'what follows it may not call itself');

select * from finish();
rollback;
