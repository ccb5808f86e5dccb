-- Who sees and changes what a page names.
begin;
select plan(11);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'admin') as admin, pg_temp.make_member('acme', 'viewer') as viewer,
  pg_temp.make_member('other', 'owner') as stranger into temp people;
grant select on people to authenticated;
insert into status_pages (id, slug, title, tenant_id) values ('00000000-0000-4000-8000-000000000001', 'acme', 'Acme', 'acme');
select pg_temp.make_job('ours', now());
update job_heartbeats set tenant_id = 'acme';

select pg_temp.sign_in(viewer) from people;
select throws_ok($$insert into status_page_components (page_id, subject_kind, subject_id, name, key)
  values ('00000000-0000-4000-8000-000000000001', 'job', 'ours', 'Ours', 'ours')$$, '42501', null, 'a viewer adds nothing');
select throws_ok($$insert into status_page_components (page_id, subject_kind, subject_id, name)
  values ('00000000-0000-4000-8000-000000000001', 'job', 'none', 'None')$$, '42501', null, 'and learns nothing of what is there');
select pg_temp.sign_out();
select pg_temp.sign_in(admin) from people;
select lives_ok($$insert into status_page_components (page_id, subject_kind, subject_id, name)
  values ('00000000-0000-4000-8000-000000000001', 'job', 'ours', 'Ours')$$, 'an admin of the tenant does');
select results_eq($$update status_page_components set name = 'Our job', position = 2, group_name = 'Jobs' returning key$$, array['ours'],
  'and changes how it is called');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select results_eq($$select name from status_page_components$$, array['Our job'], 'a viewer sees it');
select is_empty($$update status_page_components set name = 'x' returning key$$, 'and does not change it');
select is_empty($$delete from status_page_components returning key$$, 'nor removes it');
select pg_temp.sign_out();
select pg_temp.sign_in(stranger) from people;
select is_empty($$select from status_page_components$$, 'another tenant sees none');
select is_empty($$delete from status_page_components returning key$$, 'and removes none');
select pg_temp.sign_in_as_anon();
select throws_ok($$select from status_page_components$$, '42501', null, 'anon may not ask');
select pg_temp.sign_in_as_admin();
select results_eq($$delete from status_page_components returning key$$, array['ours'], 'an admin of the project removes it');

select * from finish();
rollback;
