-- Everybody keeps their own profile and sees nobody else's.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('ada@example.com') as ada, pg_temp.make_user('bob@example.com') as bob into temp people;
grant select on people to authenticated, anon;
select pg_temp.sign_in(ada) from people;
select lives_ok($$insert into users (id, email, full_name) select ada, 'ada@example.com', 'Ada' from people$$, 'a user adds theirs');
select throws_ok(
  $$insert into users (id, email, full_name) select bob, 'bob@example.com', 'Bob' from people$$, '42501', null,
  'but not that of another'
);
select results_eq($$update users set full_name = 'Ada L.' returning full_name$$, array['Ada L.'], 'and changes it');
select pg_temp.sign_in(bob) from people;
select is_empty($$select from users$$, 'another user does not see it');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from users$$, '42501', null, 'nor does anon');
select pg_temp.as_service_role();
select results_eq($$select full_name from users$$, array['Ada L.'], 'the service role does');

select * from finish();
rollback;
