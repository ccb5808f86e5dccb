-- Members see their tenant, owners and admins of it change it, nobody else does.
begin;
select plan(16);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated, anon;

select pg_temp.sign_in(owner) from people;
select results_eq($$select id from tenants$$, array['acme'], 'an owner sees their tenant and no other');
select results_eq($$update tenants set name = 'Acme Inc.' returning id$$, array['acme'], 'and changes it');
select throws_ok($$update tenants set role = 'super_user'$$, '42501', null, 'but not its role');
select throws_ok($$update tenants set uses_project_channels = true$$, '42501', null, 'nor where its alerts go beyond it');
select throws_ok($$insert into tenants (name, role) values ('mine', 'customer')$$, '42501', null, 'nor makes one');
select throws_ok($$delete from tenants$$, '42501', null, 'nor deletes it');
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select results_eq($$update tenants set paused = true returning id$$, array['acme'], 'an admin changes it');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select results_eq($$select id from tenants$$, array['acme'], 'a member sees it');
select is_empty($$update tenants set paused = false returning id$$, 'and does not change it');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select results_eq($$select id from tenants$$, array['acme'], 'a viewer sees it');
select is_empty($$update tenants set paused = false returning id$$, 'and does not change it');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select results_eq($$select id from tenants$$, array['other'], 'a member of another tenant sees theirs');
select is_empty($$update tenants set name = 'mine' where id = 'acme' returning id$$, 'and does not change this one');
select pg_temp.sign_in_as_admin();
select bag_eq($$select id from tenants$$, array['acme', 'other'], 'an admin of the application sees all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from tenants$$, '42501', null, 'anon sees none');
select pg_temp.as_service_role();
select lives_ok($$delete from tenants$$, 'the service role may do anything');

select * from finish();
rollback;
