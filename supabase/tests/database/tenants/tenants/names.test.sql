-- A name or an id that a tenant cannot have is refused by name.
begin;
select plan(8);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_member('acme', 'admin') as admin into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(admin) from people;
select throws_ok($$update tenants set name = ''$$, '22023', 'invalid_tenant_name', 'no name');
select throws_ok($$update tenants set name = repeat('x', 201)$$, '22023', 'invalid_tenant_name', 'a long one');
select throws_ok($$update tenants set name = E'two\nlines'$$, '22023', 'invalid_tenant_name', 'one of two lines');
select throws_ok($$update tenants set name = null$$, '22023', 'invalid_tenant_name', 'null');
select lives_ok($$update tenants set name = repeat('x', 200)$$, '200 characters');
select pg_temp.as_service_role();
select throws_ok($$insert into tenants (id, name, role) values (' acme', 'Acme', 'customer')$$, '22023', 'invalid_tenant_id', 'an id with a space before it');
select throws_ok($$insert into tenants (id, name, role) values ('', 'Acme', 'customer')$$, '22023', 'invalid_tenant_id', 'no id');
select lives_ok($$insert into tenants (id, name, role) values (repeat('x', 200), 'Acme', 'customer')$$, '200 characters');

select * from finish();
rollback;
