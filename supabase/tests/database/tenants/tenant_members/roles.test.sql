-- A role that members cannot have is refused by name.
begin;
select plan(3);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'viewer') as viewer
into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(owner) from people;
select throws_ok($$update tenant_members set role = 'king' where user_id = (select viewer from people)$$, '22023', 'invalid_member_role', 'king');
select throws_ok($$update tenant_members set role = null where user_id = (select viewer from people)$$, '22023', 'invalid_member_role', 'none');
select lives_ok($$update tenant_members set role = 'member' where user_id = (select viewer from people)$$, 'member');

select * from finish();
rollback;
