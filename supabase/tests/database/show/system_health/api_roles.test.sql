-- Only the service role asks for the pulse; everybody else asks the edge function alive.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.as_service_role();
select is(system_health() ->> 'pulse', 'unknown', 'the service role is answered');
select pg_temp.sign_in_as_admin();
select throws_ok('select system_health()', '42501', null, 'an admin is not');
select pg_temp.sign_in_as_anon();
select throws_ok('select system_health()', '42501', null, 'nor anon');

select * from finish();
rollback;
