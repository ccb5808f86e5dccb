-- Members of a tenant see what was done; nobody writes it.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'viewer') as viewer, pg_temp.make_member('acme', 'owner') as owner,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action) values ('mood', 'fix');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 12:00+00');

select pg_temp.sign_in(viewer) from people;
select results_eq($$select tenant_id, status from remediation_runs$$, $$values ('acme', 'running')$$, 'a viewer sees the tenant''s');
select pg_temp.sign_out(); select pg_temp.sign_in(owner) from people;
select throws_ok($$update remediation_runs set status = 'failed'$$, '42501', null, 'an owner changes none');
select throws_ok($$delete from remediation_runs$$, '42501', null, 'removes none');
select throws_ok($$insert into remediation_runs (tenant_id) values ('acme')$$, '42501', null, 'and adds none');
select pg_temp.sign_out(); select pg_temp.sign_in(stranger) from people;
select is_empty($$select from remediation_runs$$, 'a member of another tenant sees none');
select pg_temp.sign_in_as_admin();
select isnt_empty($$select from remediation_runs$$, 'an admin sees all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from remediation_runs$$, '42501', null, 'anon sees none');
select pg_temp.as_service_role();
select throws_ok($$delete from remediation_runs$$, '42501', null, 'and not even the service role forgets one');

select * from finish();
rollback;
