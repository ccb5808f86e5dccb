-- One alert per silent tetrahedron, however often and by whom it is looked for.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('never'), pg_temp.make_tetrahedron('silent', now() - interval '61 minutes'),
  pg_temp.make_tetrahedron('long silent', now() - interval '25 hours'), pg_temp.make_tetrahedron('fresh', now() - interval '60 minutes');
select is(check_mesh_heartbeats_and_alert(60) - 'tetrahedrons',
  '{"threshold_minutes": 60, "dry_run": false, "found": 3, "created": 3, "resolved": 0}'::jsonb, 'three are alerted about');
select bag_eq(
  $$select * from pg_temp.mesh_alerts()$$,
  array['never mesh-degrading warning open', 'silent mesh-degrading warning open', 'long silent mesh-degrading critical open'], 'with their severities'
);
select is(check_mesh_heartbeats_and_alert(60) ->> 'created', '0', 'the second time none');
select is(private.evaluate_tetrahedrons(), 0, 'nor by the tick');
select bag_eq(
  $$select e ->> 'name' as name, e ->> 'created' as created, e ->> 'alert_id' is not null as has_alert from jsonb_array_elements(check_mesh_heartbeats_and_alert() -> 'tetrahedrons') e$$,
  $$values ('never', 'false', true), ('silent', 'false', true), ('long silent', 'false', true)$$, 'it names the alerts that are open'
);
select resolve_alert(id) from guardian_alerts where subject_name = 'silent';
select is(check_mesh_heartbeats_and_alert(60) ->> 'created', '1', 'once resolved by hand, whoever asks is told again');
update tetrahedrons set last_heartbeat_at = clock_timestamp() where name = 'silent';
select is(check_mesh_heartbeats_and_alert(60) ->> 'resolved', '1', 'one that is heard again is well');

select * from finish();
rollback;
