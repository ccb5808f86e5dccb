-- The last owner of a tenant stays an owner, unless they or the tenant are deleted.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'owner') as second,
  pg_temp.make_member('other', 'owner') as alone into temp people;
grant select on people to authenticated, service_role;

select pg_temp.sign_in(alone) from people;
select throws_ok($$delete from tenant_members$$, 'PT409', 'last_owner', 'the last owner does not leave');
select throws_ok($$update tenant_members set role = 'admin'$$, 'PT409', 'last_owner', 'nor step down');
select lives_ok($$update tenant_members set role = 'owner'$$, 'what they are they may stay');
select pg_temp.sign_out();
select pg_temp.sign_in(owner) from people;
select throws_ok($$delete from tenant_members$$, 'PT409', 'last_owner', 'nor do all owners at once');
select lives_ok($$update tenant_members set role = 'admin' where user_id = auth.uid()$$, 'one of two steps down');
select pg_temp.sign_out();
select pg_temp.sign_in(second) from people;
select throws_ok($$delete from tenant_members where user_id = auth.uid()$$, 'PT409', 'last_owner', 'then the other one stays');
select pg_temp.as_service_role();
select throws_ok($$delete from tenant_members where role = 'owner'$$, 'PT409', 'last_owner', 'even if the service role would remove them');
select lives_ok($$delete from tenants where id = 'other'$$, 'a tenant is deleted with its owner');
select pg_temp.sign_out();
select lives_ok($$delete from auth.users u using people p where u.id = p.second$$, 'and a user from all tenants');
select results_eq($$select m.role from tenant_members m$$, array['admin'], 'those who are left stay');

select * from finish();
rollback;
