-- Owners and admins of a tenant, and the project, have it looked at.
begin;
select plan(8);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'member') as member,
  pg_temp.make_member('acme', 'viewer') as viewer into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(viewer) from people;
select throws_ok($$select look_at_tenant('acme')$$, '42501', 'not_an_admin_of_the_tenant', 'viewers do not');
select pg_temp.sign_in(member) from people;
select throws_ok($$select look_at_tenant('acme')$$, '42501', 'not_an_admin_of_the_tenant', 'nor do members');
select pg_temp.sign_in(owner) from people;
select lives_ok($$select look_at_tenant('acme')$$, 'owners do');
select throws_ok($$select look_at_tenant('other')$$, '42501', 'not_an_admin_of_the_tenant', 'not at another tenant');
select throws_ok($$select look_at_tenant('nobody')$$, '42501', 'not_an_admin_of_the_tenant', 'nor are they told whether there is one');
select pg_temp.as_service_role();
select lives_ok($$select look_at_tenant('other')$$, 'the project does');
select throws_ok($$select look_at_tenant('nobody')$$, 'PT404', 'tenant_not_found', 'not at one that is not there');
select pg_temp.sign_in_as_anon();
select throws_ok($$select look_at_tenant('acme')$$, '42501', null, 'anon does not');

select * from finish();
rollback;
