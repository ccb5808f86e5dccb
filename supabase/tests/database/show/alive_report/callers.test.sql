-- What the check found, in full, is for admins.
begin;
select plan(6);
select pg_temp.start_empty();

update alive_subsystems set enabled = name = 'database';
select finish_alive_check((begin_alive_check() ->> 'lease')::uuid, '{"database": {"ok": false, "error": "host db1"}}');
select is(alive_report() #>> '{status,subsystems,database,error}', 'host db1', 'the owner of the database reads it');
select pg_temp.as_service_role();
select is(alive_report() #>> '{status,subsystems,database,error}', 'host db1', 'and the service role');
select pg_temp.sign_in_as_admin();
select is(alive_report() #>> '{status,subsystems,database,error}', 'host db1', 'and an admin');
select pg_temp.sign_out();
select pg_temp.sign_in(gen_random_uuid(), '{}', '{"role": "admin"}');
select throws_ok($$select alive_report()$$, '42501', 'not_an_admin', 'another user does not');
select throws_ok($$select private.report_alive()$$, '42501', 'not_an_admin', 'nor behind its back');
select pg_temp.sign_in_as_anon();
select throws_ok($$select alive_report()$$, '42501', null, 'nor does anon');

select * from finish();
rollback;
