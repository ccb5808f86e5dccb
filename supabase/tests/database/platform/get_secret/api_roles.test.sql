-- Secrets are read by the database only.
begin;
select plan(3);
select pg_temp.start_empty();

select private.set_secret('heartbase_test', 'hidden');
select pg_temp.as_service_role();
select throws_ok($$select private.get_secret('heartbase_test')$$, '42501', null, 'the service role may not call it');
select throws_ok($$select private.set_secret('heartbase_test', 'x')$$, '42501', null, 'nor set_secret');
select pg_temp.sign_in_as_admin();
select throws_ok($$select private.get_secret('heartbase_test')$$, '42501', null, 'an admin may not call it');

select * from finish();
rollback;
