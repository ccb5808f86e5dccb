-- Members read the settings of their tenant, owners and admins of it change them.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'admin') as admin,
  pg_temp.make_member('acme', 'member') as member, pg_temp.make_member('acme', 'viewer') as viewer into temp people;
grant select on people to authenticated;

select pg_temp.sign_in(owner) from people;
select results_eq($$update tenant_settings set interval_minutes = 10 returning tenant_id$$, array['acme'], 'an owner changes them');
select is((select updated_at from tenant_settings), now(), 'which is stamped');
select throws_ok($$update tenant_settings set last_run_at = now()$$, '42501', null, 'but not when it was looked at');
select throws_ok($$delete from tenant_settings$$, '42501', null, 'nor deletes them');
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select results_eq($$update tenant_settings set enabled = false returning tenant_id$$, array['acme'], 'an admin changes them');
select results_eq($$update tenant_settings set disabled_remediations = '{idle_transactions}' returning tenant_id$$, array['acme'],
  'and switches off what is done about a check');
select pg_temp.sign_out();
select pg_temp.sign_in(member) from people;
select is_empty($$update tenant_settings set enabled = true returning tenant_id$$, 'a member does not');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select results_eq($$select tenant_id from tenant_settings$$, array['acme'], 'a viewer reads them');
select is_empty($$update tenant_settings set enabled = true returning tenant_id$$, 'and does not change them');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from tenant_settings$$, '42501', null, 'anon reads none');

select * from finish();
rollback;
