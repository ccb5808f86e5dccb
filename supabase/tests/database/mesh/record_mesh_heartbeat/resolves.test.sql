-- A heartbeat ends the silence alert of its tetrahedron in the same transaction, and whoever heard of it hears that.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_tetrahedron('family', now() - interval '2 hours') as id into temp mesh;
select pg_temp.make_tetrahedron('work', now() - interval '2 hours');
insert into guardian_alerts (tetrahedron_id, alert_type, severity, message) select id, 'hub-stuck', 'info', 'Stuck.' from mesh;
select private.evaluate_tetrahedrons();
update notifications set state = 'delivered', finished_at = now();
grant select on mesh to app_service;
select pg_temp.as_app_service();
select lives_ok($$select record_mesh_heartbeat(id, 'device') from mesh$$, 'it comes');
select pg_temp.sign_out();
select bag_eq(
  $$select * from pg_temp.mesh_alerts()$$,
  array['family mesh-degrading warning well again', 'family hub-stuck info open', 'work mesh-degrading warning open'],
  'its silence alert ends, and no other'
);
select is((select count(*) from notifications where event = 'resolved'), 1::bigint, 'that is told');
select record_mesh_heartbeat(id, 'device') from mesh;
select is((select count(*) from notifications where event = 'resolved'), 1::bigint, 'once');
select is((select next_check_at from tetrahedrons where id = (select id from mesh)), now() + interval '1 hour', 'and the next deadline counts');

select * from finish();
rollback;
