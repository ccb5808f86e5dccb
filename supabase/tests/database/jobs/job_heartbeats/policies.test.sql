-- Admins keep the jobs; nobody else sees them.
begin;
select plan(12);
select pg_temp.start_empty();

select pg_temp.make_job('backup', '2026-03-01 12:00+00');
select pg_temp.sign_in(gen_random_uuid(), '{"role": "editor"}', '{"role": "admin"}');
select is_empty($$select * from job_heartbeats$$, 'a user sees no job');
select throws_ok($$insert into job_heartbeats (job_name) values ('mine')$$, '42501', null, 'and adds none');
update job_heartbeats set paused = true;
delete from job_heartbeats;
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from job_heartbeats$$, '42501', null, 'anon may not look');
select throws_ok($$insert into job_heartbeats (job_name) values ('mine')$$, '42501', null, 'nor add');
select throws_ok($$update job_heartbeats set paused = true$$, '42501', null, 'nor change');
select throws_ok($$delete from job_heartbeats$$, '42501', null, 'nor remove');
select pg_temp.sign_out();
select results_eq($$select job_name, paused from job_heartbeats$$, $$values ('backup', false)$$, 'a user changes and removes none');
select pg_temp.sign_in_as_admin();
select results_eq($$select job_name from job_heartbeats$$, array['backup'], 'an admin sees it');
select lives_ok($$insert into job_heartbeats (job_name) values ('new')$$, 'an admin adds one');
select lives_ok($$update job_heartbeats set paused = true$$, 'an admin changes them');
select lives_ok($$delete from job_heartbeats$$, 'an admin removes them');
select is_empty($$select * from job_heartbeats$$, 'they are gone');

select * from finish();
rollback;
