-- A tenant is made whole: with its settings, its owner, and the defaults of its role.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_user('owner@example.com') as owner into temp people;
grant select on people to service_role;
select pg_temp.as_service_role();
select is(create_tenant('Acme', 'brand', owner, 'acme'), 'acme', 'its id') from people;
select results_eq($$select user_id, role from tenant_members$$, $$select owner, 'owner' from people$$, 'its owner');
select is((select interval_minutes from tenant_settings), 60, 'its settings');
select is((select uses_project_channels from tenants), false, 'a brand''s alerts stay with it');
select lives_ok($$select create_tenant(' Platform ', 'super_user')$$, 'without an owner, and with an id that is made');
select is((select uses_project_channels from tenants where name = 'Platform'), true, 'the operator''s go to the project''s channels');
select throws_ok($$select create_tenant('Acme', 'brand', null, 'acme')$$, 'PT409', 'tenant_exists', 'not twice');
select throws_ok($$select create_tenant('Acme', 'nobody')$$, '22023', 'invalid_tenant_role', 'not with a role that is not there');
select throws_ok($$select create_tenant(' ')$$, '22023', 'invalid_tenant_name', 'not without a name');
select throws_ok($$select create_tenant('Acme', p_id => '')$$, '22023', 'invalid_tenant_id', 'not with an empty id');
select throws_ok($$select create_tenant('Lost', p_owner_id => gen_random_uuid())$$, 'PT404', 'user_not_found', 'not for nobody');
select pg_temp.sign_in_as_admin();
select throws_ok($$select create_tenant('Acme')$$, '42501', null, 'not by signed-in users');

select * from finish();
rollback;
