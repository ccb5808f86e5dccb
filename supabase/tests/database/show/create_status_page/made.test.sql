-- A page is made with what it names, or not at all.
begin;
select plan(10);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
select pg_temp.make_member('acme', 'owner') as owner, pg_temp.make_member('acme', 'viewer') as viewer into temp people;
grant select on people to authenticated;
select pg_temp.make_job('backup', now());
update job_heartbeats set tenant_id = 'acme';

select pg_temp.sign_in(owner) from people;
select throws_ok($$select create_status_page('acme', 'Acme', '[{"subject_kind": "job", "subject_id": "no", "name": "No"}]', 'acme')$$, 'PT404',
  'subject_not_found', 'one that would name what it may not is refused');
select is_empty($$select from status_pages$$, 'and not made');
select is(create_status_page('acme', ' Acme ', '[{"subject_kind": "job", "subject_id": "backup", "name": "Backups", "group": "Jobs"},
  {"subject_kind": "tenant", "subject_id": "acme", "name": "Shop"}]', 'acme') ->> 'slug', 'acme', 'an owner makes one of their tenant');
select results_eq($$select key, group_name, position from status_page_components order by position$$,
  $$values ('backups', 'Jobs', 1), ('shop', null, 2)$$, 'with its components in their order');
select throws_ok($$select create_status_page('acme', 'Acme', '[]', 'acme')$$, 'PT409', 'slug_taken', 'the slug is taken then');
select throws_ok($$select create_status_page('badge', 'Acme', '[]', 'acme')$$, '22023', 'invalid_slug', 'badge is none');
select throws_ok($$select create_status_page('mine', 'Acme')$$, '42501', 'not_an_admin_of_the_tenant', 'they make none of the project');
select throws_ok($$select create_status_page('mine', 'Acme', '{}', 'acme')$$, '22023', 'invalid_components', 'components are an array');
select pg_temp.sign_out();
select pg_temp.sign_in(viewer) from people;
select throws_ok($$select create_status_page('mine', 'Acme', '[]', 'acme')$$, '42501', 'not_an_admin_of_the_tenant', 'a viewer makes none');
select pg_temp.as_service_role();
select lives_ok($$select create_status_page('project', 'Project')$$, 'the service role makes them of the project');

select * from finish();
rollback;
