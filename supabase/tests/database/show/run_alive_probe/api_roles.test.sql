-- Boot checks are the edge function's to make, with the service role.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select run_alive_probe('database')$$, '42501', null, 'an admin may not ask a probe');
select throws_ok($$select begin_alive_check()$$, '42501', null, 'nor begin a check');
select throws_ok($$select finish_alive_check(gen_random_uuid(), '{}')$$, '42501', null, 'nor finish one');
select pg_temp.sign_in_as_anon();
select throws_ok($$select run_alive_probe('database')$$, '42501', null, 'anon may not ask a probe');
select throws_ok($$select begin_alive_check()$$, '42501', null, 'nor begin a check');
select throws_ok($$select finish_alive_check(gen_random_uuid(), '{}')$$, '42501', null, 'nor finish one');
select pg_temp.as_service_role();
select is(run_alive_probe('database') ->> 'ok', 'true', 'the service role asks');
select ok(begin_alive_check() ? 'lease', 'and begins');
select lives_ok($$select finish_alive_check(gen_random_uuid(), '{}')$$, 'and finishes');

select * from finish();
rollback;
