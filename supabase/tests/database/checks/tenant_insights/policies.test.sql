-- Members of a tenant read its insights; nobody but the service role changes them.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'viewer') as viewer, pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check();
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');

select pg_temp.sign_in(viewer) from people;
select results_eq($$select check_id from tenant_insights$$, array['mood'], 'a viewer sees them');
select throws_ok($$update tenant_insights set text = ''$$, '42501', null, 'and changes nothing');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from tenant_insights$$, 'a member of another tenant sees none');
select pg_temp.sign_in_as_admin();
select isnt_empty($$select from tenant_insights$$, 'an admin of the application does');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from tenant_insights$$, '42501', null, 'anon sees nothing');
select pg_temp.sign_out();
select pg_temp.as_service_role();
select isnt_empty($$update tenant_insights set text = '' returning 1$$, 'the service role changes them');

select * from finish();
rollback;
