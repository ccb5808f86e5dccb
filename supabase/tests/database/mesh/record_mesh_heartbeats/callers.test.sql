-- Batches come from the service role and app_service.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select record_mesh_heartbeats('[]')$$, '42501', null, 'not from signed-in users');
select pg_temp.sign_in_as_anon();
select throws_ok($$select record_mesh_heartbeats('[]')$$, '42501', null, 'nor anon');
select pg_temp.as_app_service();
select lives_ok($$select record_mesh_heartbeats('[]')$$, 'app_service may');
select pg_temp.as_service_role();
select lives_ok($$select record_mesh_heartbeats('[]')$$, 'and the service role');

select * from finish();
rollback;
