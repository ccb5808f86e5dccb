-- Only the service role runs it.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select run_healthcheck()$$, '42501', null, 'an admin may not');
select throws_ok($$select trigger_healthcheck()$$, '42501', null, 'nor trigger it');
select pg_temp.sign_in_as_anon();
select throws_ok($$select run_healthcheck()$$, '42501', null, 'anon may not');
select throws_ok($$select trigger_healthcheck()$$, '42501', null, 'nor trigger it');
select pg_temp.as_service_role();
select lives_ok($$select run_healthcheck()$$, 'the service role may');

select * from finish();
rollback;
