-- An alert lasts until a heartbeat comes, whatever threshold opened it.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now() - interval '10 minutes') as id into temp mesh;
select check_mesh_heartbeats_and_alert(5);
select private.evaluate_tetrahedrons(now(), 10, array[id]) from mesh;
select results_eq($$select * from pg_temp.mesh_alerts()$$, array['family mesh-degrading warning open'], 'a longer threshold does not end it');
update tetrahedrons set stale_after = '20 minutes';
select private.evaluate_tetrahedrons();
select results_eq($$select * from pg_temp.mesh_alerts()$$, array['family mesh-degrading warning well again'], 'its own does');
update tetrahedrons set stale_after = '5 minutes';
select private.evaluate_tetrahedrons();
select is((select count(*) from guardian_alerts where resolved_at is null), 1::bigint, 'a shorter one opens the next');
update tetrahedrons set paused = true;
select private.evaluate_tetrahedrons();
select is((select count(*) from guardian_alerts where resolved_at is null), 0::bigint, 'pausing ends it');
select is((select next_check_at from tetrahedrons), 'infinity', 'and nobody looks again');
update tetrahedrons set paused = false;
select is(private.evaluate_tetrahedrons(), 1, 'until it goes on');

select * from finish();
rollback;
