-- What a page may name, and what it shows when that changes.
begin;
select plan(20);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_member('acme', 'owner') as owner into temp people;
grant select on people to authenticated;
select pg_temp.make_job('ours', now()), pg_temp.make_job('theirs', now()), pg_temp.make_job('nobodys', now());
update job_heartbeats set tenant_id = 'acme' where job_name = 'ours';
update job_heartbeats set tenant_id = 'other' where job_name = 'theirs';
create temp table things as
select pg_temp.make_machine('web', now()) as machine, pg_temp.make_tetrahedron('family', now()) as tetrahedron;
grant select on things to authenticated;
update machines set tenant_id = 'acme';
update private.evaluator_state set last_tick_at = now();
insert into status_pages (id, slug, title, tenant_id) values
  ('00000000-0000-4000-8000-000000000001', 'acme', 'Acme', 'acme'),
  ('00000000-0000-4000-8000-000000000002', 'project', 'Project', null);
-- The names that everybody sees on a page.
create function pg_temp.shown(slug text) returns setof text language sql as
  $$select c ->> 'name' from jsonb_array_elements(private.read_status_page(slug) -> 'components') c order by 1$$;

select pg_temp.sign_in(owner) from people;
create function pg_temp.add(kind text, id text, name text default 'Some', page text default 'acme') returns text language sql as
  $$insert into status_page_components (page_id, subject_kind, subject_id, name) select case page when 'acme'
    then '00000000-0000-4000-8000-000000000001'::uuid else '00000000-0000-4000-8000-000000000002' end, kind, id, name returning key$$;
select is(pg_temp.add('job', 'ours', 'Our Job!'), 'our-job', 'a tenant''s page names a job of the tenant, by a key made of its name');
select is(pg_temp.add('machine', machine::text, 'Our job'), 'our-job-2', 'and a machine, by another key') from things;
select is(pg_temp.add('tenant', 'acme', 'Overall'), 'overall-2', 'and the tenant itself, by a key that is free');
select throws_ok($$select pg_temp.add('job', 'theirs')$$, 'PT404', 'subject_not_found', 'no job of another tenant');
select throws_ok($$select pg_temp.add('job', 'nobodys')$$, 'PT404', 'subject_not_found', 'none of the project');
select throws_ok($$select pg_temp.add('job', 'no such job')$$, 'PT404', 'subject_not_found', 'which is answered like one that is not there');
select throws_ok(format($$select pg_temp.add('tetrahedron', %L)$$, tetrahedron), 'PT404', 'subject_not_found', 'no tetrahedron') from things;
select throws_ok($$select pg_temp.add('tenant', 'other')$$, 'PT404', 'subject_not_found', 'no other tenant');
select throws_ok($$select pg_temp.add('service', 'database')$$, 'PT404', 'subject_not_found', 'and no service: it is the project''s');
select throws_ok($$select pg_temp.add('machine', 'x')$$, 'PT404', 'subject_not_found', 'what is no id is none');
select throws_ok($$select pg_temp.add('job', 'ours')$$, '23505', null, 'the same subject once');
select throws_ok($$select pg_temp.add('job', 'ours', 'x', 'project')$$, '42501', null, 'nor on a page of the project');
select throws_ok($$update status_page_components set subject_id = 'theirs'$$, '42501', null, 'a component does not change its subject');
select pg_temp.sign_in_as_admin();
select lives_ok(format($$select pg_temp.add('tetrahedron', %L, 'Family', 'project')$$, tetrahedron), 'a page of the project names any subject')
from things;
select is(pg_temp.add('service', 'database', 'Database', 'project'), 'database', 'and services');
select throws_ok($$select pg_temp.add('job', 'theirs')$$, 'PT404', 'subject_not_found', 'admins as well keep a tenant''s page to the tenant');
select pg_temp.sign_out();

select results_eq($$select pg_temp.shown('acme')$$, array['Our Job!', 'Our job', 'Overall'], 'everybody sees what the page names');
update job_heartbeats set tenant_id = 'other' where job_name = 'ours';
update machines set tenant_id = null;
select results_eq($$select pg_temp.shown('acme')$$, array['Overall'], 'what leaves the tenant is shown no more');
update job_heartbeats set tenant_id = 'acme', job_name = 'ours, renamed' where job_name = 'ours';
select results_eq($$select pg_temp.shown('acme')$$, array['Our Job!', 'Overall'], 'what comes back is, whatever it is called now');
delete from job_heartbeats where job_name = 'ours, renamed';
select results_eq($$select pg_temp.shown('acme')$$, array['Overall'], 'what is deleted is not');

select * from finish();
rollback;
