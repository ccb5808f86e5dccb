-- Whoever sees jobs sees them here.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_job('of the project', now()), pg_temp.make_job('of acme', now());
update job_heartbeats set tenant_id = 'acme' where job_name = 'of acme';
insert into auth.users (id) values ('00000000-0000-4000-8000-000000000001');
insert into tenant_members (tenant_id, user_id, role) values ('acme', '00000000-0000-4000-8000-000000000001', 'viewer');
select pg_temp.sign_in_as_admin();
select is((select count(*) from list_jobs()), 2::bigint, 'an admin sees all');
select pg_temp.sign_in('00000000-0000-4000-8000-000000000001');
select results_eq('select job_name from list_jobs()', array['of acme'], 'a member of a tenant those of the tenant');
select results_eq($$select job_name from list_jobs('of')$$, array['of acme'], 'whatever they search for');
select pg_temp.sign_in(gen_random_uuid());
select is_empty('select job_name from list_jobs()', 'somebody else none');
select pg_temp.sign_in_as_anon();
select throws_ok('select job_name from list_jobs()', '42501', null, 'and anon may not ask');

select * from finish();
rollback;
