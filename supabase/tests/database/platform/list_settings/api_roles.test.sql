-- Settings are for admins.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.sign_in(pg_temp.make_user('user@example.com'), '{"role": "editor"}', '{"role": "admin"}');
select throws_ok($$select * from list_settings()$$, '42501', 'not_an_admin', 'a user who is none is refused');
select throws_ok($$select * from private.describe_settings()$$, '42501', 'not_an_admin', 'at the private door as well');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from list_settings()$$, '42501', null, 'anon may not');

select * from finish();
rollback;
