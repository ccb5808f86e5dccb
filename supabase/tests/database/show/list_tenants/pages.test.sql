-- Tenants by name, a page at a time.
begin;
select plan(8);
select pg_temp.start_empty();

insert into tenants (id, name, role)
values ('1', 'Zoo', 'customer'), ('2', 'Acme', 'customer'), ('3', 'Acme', 'customer'), ('4', 'beta 100%', 'customer');
select pg_temp.make_member('2', 'viewer') as viewer_id into temp people;
grant select on people to authenticated;

select pg_temp.sign_in_as_admin();
select results_eq($$select id from list_tenants(p_limit => 2)$$, array['2', '3'], 'by name, then by id');
select results_eq($$select id from list_tenants(p_after_name => 'Acme', p_after_id => '2', p_limit => 2)$$,
  (select array_agg(id) from (select id from tenants where id <> '2' order by name, id limit 2) t), 'on from where one ended');
select results_eq($$select id from list_tenants('ACM')$$, array['2', '3'], 'with a part of the name, in any case');
select results_eq($$select id from list_tenants('0%')$$, array['4'], 'signs stand for themselves');
select bag_eq($$select name from list_tenants('1')$$, array['Zoo', 'beta 100%'], 'or of the id');
select throws_ok($$select * from list_tenants(p_limit => 0)$$, '22023', 'invalid_limit', 'at least one');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer_id) from people;
select results_eq($$select id, member_role from list_tenants()$$, $$values ('2', 'viewer')$$, 'a member sees theirs');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from list_tenants()$$, '42501', null, 'anon none');

select * from finish();
rollback;
