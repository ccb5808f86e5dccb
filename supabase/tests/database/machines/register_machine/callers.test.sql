-- Signed-in users register machines of their own, the service role anybodys, others none.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_user('ada@example.com') as id into temp ada;
select pg_temp.make_user('bob@example.com') as id into temp bob;
grant select on ada, bob to authenticated, service_role, anon;
select pg_temp.sign_in((select id from ada));
select lives_ok($$select register_machine('laptop')$$, 'a user');
select throws_ok($$select register_machine('laptop', p_user_id := id) from bob$$, '42501', 'not_the_owner', 'not for somebody else');
select results_eq($$select name, user_id from machines$$, $$select 'laptop', id from ada$$, 'it is theirs');
select throws_ok($$insert into machines (name, user_id) select 'other', id from ada$$, '42501', null, 'nor without a key');
select pg_temp.sign_in_as_anon();
select throws_ok($$select register_machine('laptop')$$, '42501', null, 'not anon');
select pg_temp.as_service_role();
select lives_ok($$select register_machine('desktop', p_user_id := id) from bob$$, 'the service role for a user');
select lives_ok($$select register_machine('server')$$, 'and for the project');
select results_eq($$select name, user_id from machines where name <> 'laptop' order by name$$,
  $$select 'desktop', id from bob union all select 'server', null$$, 'they are whose they should be');

select * from finish();
rollback;
