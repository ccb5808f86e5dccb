-- Who sees, adds, changes and removes members.
begin;
select plan(23);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger, pg_temp.make_user('new@example.com') as new_one,
  pg_temp.make_user('newer@example.com') as newer_one into temp people;
grant select on people to authenticated, anon;

select pg_temp.sign_in(viewer) from people;
select is((select count(*) from tenant_members), 4::bigint, 'a viewer sees the members of their tenant');
select throws_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', new_one, 'viewer' from people$$, '42501', null,
  'and adds none');
select is_empty($$update tenant_members set role = 'owner' returning user_id$$, 'nor makes themselves an owner');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select throws_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', new_one, 'viewer' from people$$, '42501', null,
  'a member adds none');
select is_empty($$delete from tenant_members where user_id <> auth.uid() returning user_id$$, 'and removes nobody else');
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select lives_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', new_one, 'viewer' from people$$,
  'an admin adds members');
select is((select added_by from tenant_members m join people p on m.user_id = p.new_one), (select admin from people), 'in their name');
select throws_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', newer_one, 'owner' from people$$, '42501', null,
  'but no owner');
select throws_ok($$insert into tenant_members (tenant_id, user_id, role) select 'other', newer_one, 'viewer' from people$$, '42501', null,
  'nor to another tenant');
select throws_ok($$insert into tenant_members (tenant_id, user_id, role, added_by) select 'acme', newer_one, 'viewer', owner from people$$,
  '42501', null, 'nor in somebody else''s name');
select lives_ok($$update tenant_members set role = 'admin' from people where user_id = new_one$$, 'an admin makes admins');
select throws_ok($$update tenant_members set role = 'owner' from people where user_id = new_one$$, '42501', null, 'but not owners');
select is_empty($$update tenant_members set role = 'viewer' where role = 'owner' returning user_id$$, 'nor touches owners');
select is_empty($$delete from tenant_members where role = 'owner' returning user_id$$, 'nor removes them');
select results_eq($$delete from tenant_members where role = 'viewer' returning user_id$$, $$select viewer from people$$,
  'an admin removes others');
select throws_ok($$update tenant_members set tenant_id = 'other'$$, '42501', null, 'a membership does not move');
select pg_temp.sign_out();
select pg_temp.sign_in(owner) from people;
select lives_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', newer_one, 'owner' from people$$,
  'an owner adds owners');
select lives_ok($$delete from tenant_members m using people p where m.user_id = p.newer_one$$, 'and removes them');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select results_eq($$delete from tenant_members where user_id = auth.uid() returning user_id$$, $$select member from people$$,
  'anybody may leave');
select is_empty($$select from tenant_members$$, 'and sees the members no more');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select results_eq($$select tenant_id from tenant_members$$, array['other'], 'a member of another tenant sees theirs');
select throws_ok($$insert into tenant_members (tenant_id, user_id, role) select 'acme', stranger, 'owner' from people$$, '42501', null,
  'and does not let themselves in');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from tenant_members$$, '42501', null, 'anon sees none');

select * from finish();
rollback;
