-- The service role and app_service may look; pg_cron runs it as it is documented.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.sign_in_as_admin();
select throws_ok($$select check_mesh_heartbeats_and_alert(60)$$, '42501', null, 'signed-in users may not');
select pg_temp.sign_in_as_anon();
select throws_ok($$select check_mesh_heartbeats_and_alert(60)$$, '42501', null, 'nor anon');
select pg_temp.as_app_service();
select lives_ok($$select check_mesh_heartbeats_and_alert(60)$$, 'app_service may');
select pg_temp.as_service_role();
select lives_ok($$select check_mesh_heartbeats_and_alert(60)$$, 'and the service role');
select pg_temp.sign_out();
select lives_ok(
  $test$SELECT cron.schedule('check_mesh_heartbeats_hourly', '0 * * * *', $$SELECT public.check_mesh_heartbeats_and_alert(60);$$)$test$,
  'a cron job may be made of it'
);

select * from finish();
rollback;
