-- Admins decide what is asked; for other users there is nothing.
begin;
select plan(13);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select lives_ok(
  $$insert into alive_subsystems (name, title, kind, target, core, timeout, enabled)
    values ('shop', 'Shop', 'url', 'https://a.example/health', true, '1 second', true)$$,
  'an admin adds one'
);
select is((select count(*)::integer from alive_subsystems), 9, 'and reads all');
select results_eq(
  $$update alive_subsystems set title = 'The shop', core = false, target = 'https://b.example/', timeout = '2 seconds', enabled = false
    where name = 'shop' returning title$$,
  array['The shop'], 'and changes it'
);
select throws_ok($$update alive_subsystems set name = 'shop2' where name = 'shop'$$, '42501', null, 'but for its name');
select throws_ok($$update alive_subsystems set kind = 'sql_function' where name = 'shop'$$, '42501', null, 'and its kind');
select results_eq($$delete from alive_subsystems returning name$$, array['shop'], 'they remove it, and no built-in one');
select results_eq(
  $$update alive_subsystems set enabled = false where name = 'auth' returning enabled$$, array[false], 'which they may switch off'
);
select pg_temp.sign_out();
select pg_temp.sign_in(gen_random_uuid());
select is_empty($$select from alive_subsystems$$, 'another user sees none');
select is_empty($$update alive_subsystems set core = false returning 1$$, 'changes none');
select throws_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('x', 'X', 'url', 'https://a.example/')$$, '42501', null,
  'and adds none'
);
select pg_temp.sign_in_as_anon();
select throws_ok($$select from alive_subsystems$$, '42501', null, 'anon may not ask');
select throws_ok($$delete from alive_subsystems$$, '42501', null, 'nor remove');
select pg_temp.as_service_role();
select lives_ok(
  $$insert into alive_subsystems (name, title, kind, target) values ('x', 'X', 'url', 'https://a.example/')$$,
  'the service role adds one as well'
);

select * from finish();
rollback;
