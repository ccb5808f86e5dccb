-- A silence that somebody resolved by hand comes back after six hours, if it lasts; a new silence at once.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-01 00:00+00') as id into temp mesh;
select private.evaluate_tetrahedrons('2026-03-01 06:00+00');
select resolve_alert(id) from guardian_alerts;
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons('2026-03-01 11:59:59.999999+00'), 0, 'not within six hours');
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons('2026-03-01 12:00+00'), 1, 'but then');
select resolve_alert(id) from guardian_alerts where resolved_at is null;
select record_mesh_heartbeat(id, 'device', '{}') from mesh;
select is(private.evaluate_tetrahedrons(now() + interval '1 hour'), 0, 'a heartbeat begins anew');
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons(now() + interval '1 hour 1 microsecond'), 1, 'and the next silence is told at once');
select is((select count(*) from guardian_alerts), 3::bigint, 'each as an alert of its own');

select * from finish();
rollback;
