-- The role for application servers.
begin;
select plan(3);

select is((select rolcanlogin from pg_roles where rolname = 'app_service'), false, 'app_service cannot log in');
select is((select rolbypassrls from pg_roles where rolname = 'app_service'), false, 'row level security holds for it');
select ok(pg_has_role('authenticator', 'app_service', 'member'), 'the API can switch to it');

select * from finish();
rollback;
