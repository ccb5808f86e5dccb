-- The owner and the service role; for others the machine is not there.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_user('ada@example.com') as id into temp ada;
select register_machine('laptop', p_user_id := id) ->> 'id' as id into temp laptop from ada;
grant select on ada, laptop to authenticated, service_role, anon;
select pg_temp.sign_in((select id from ada));
select lives_ok($$select rotate_machine_key(id::bigint) from laptop$$, 'the owner rotates');
select lives_ok($$select revoke_machine_key(id::bigint) from laptop$$, 'and revokes');
select pg_temp.sign_out();
select pg_temp.sign_in(pg_temp.make_user('bob@example.com'));
select throws_ok($$select rotate_machine_key(id::bigint) from laptop$$, 'PT404', 'machine_not_found', 'another user');
select throws_ok($$select revoke_machine_key(id::bigint) from laptop$$, 'PT404', 'machine_not_found', 'does not find it');
select pg_temp.sign_in_as_admin();
select throws_ok($$select rotate_machine_key(id::bigint) from laptop$$, 'PT404', 'machine_not_found', 'an admin gets no key of others');
select pg_temp.sign_in_as_anon();
select throws_ok($$select rotate_machine_key(id::bigint) from laptop$$, '42501', null, 'nor anon');
select throws_ok($$select revoke_machine_key(id::bigint) from laptop$$, '42501', null, 'who may not even ask');
select pg_temp.as_service_role();
select lives_ok($$select rotate_machine_key(id::bigint) from laptop$$, 'the service role does');

select * from finish();
rollback;
