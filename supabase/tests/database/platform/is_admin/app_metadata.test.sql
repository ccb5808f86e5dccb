-- Who is an admin is decided by app_metadata, which only the service key can write.
begin;
select plan(5);

select pg_temp.sign_in(gen_random_uuid(), '{"role": "admin"}');
select ok(is_admin(), 'a token with app_metadata.role = admin is an admin''s');
select pg_temp.sign_in(gen_random_uuid(), '{"role": "editor"}');
select ok(not is_admin(), 'another role is not an admin''s');
select pg_temp.sign_in(gen_random_uuid(), '{}', '{"role": "admin"}');
select ok(not is_admin(), 'user_metadata, which users write themselves, is ignored');
select pg_temp.as_service_role();
select ok(not is_admin(), 'a token without app_metadata is not an admin''s');
select pg_temp.sign_in_as_anon();
select throws_ok('select public.is_admin()', '42501', null, 'anon may not call it');

select * from finish();
rollback;
