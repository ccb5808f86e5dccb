-- Owners, admins and members of a tenant report, and the service role.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(member) from people;
select lives_ok($$select report_signals('acme', '[{"signal": "a", "data": {}}]')$$, 'a member may');
select throws_ok($$select report_signals('other', '[]')$$, '42501', 'not_a_member', 'not for another tenant');
select throws_ok($$select report_signals('nobody', '[]')$$, '42501', 'not_a_member', 'nor learn which tenants there are');
select throws_ok($$insert into tenant_signals (tenant_id, signal, data) values ('acme', 'b', '{}')$$, '42501', null, 'nor past the function');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select throws_ok($$select report_signals('acme', '[]')$$, '42501', 'not_a_member', 'a viewer may not');
select results_eq($$select signal from tenant_signals$$, array['a'], 'but reads them');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from tenant_signals$$, 'a member of another tenant does not');
select pg_temp.sign_in_as_anon();
select throws_ok($$select report_signals('acme', '[]')$$, '42501', null, 'anon may not report');
select pg_temp.as_service_role();
select lives_ok($$select report_signals('acme', '[]')$$, 'the service role may');
select throws_ok($$select report_signals('nobody', '[]')$$, 'PT404', 'tenant_not_found', 'for tenants that are there');

select * from finish();
rollback;
