-- The service role alone.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.sign_in(pg_temp.make_user('ada@example.com'));
select throws_ok($$select record_machine_metrics(repeat('0', 64), '{}')$$, '42501', null, 'not a user');
select pg_temp.sign_in_as_anon();
select throws_ok($$select record_machine_metrics(repeat('0', 64), '{}')$$, '42501', null, 'nor anon');
select pg_temp.as_service_role();
select throws_ok($$select record_machine_metrics(repeat('0', 64), '{}')$$, 'PT401', null, 'the service role is heard');

select * from finish();
rollback;
