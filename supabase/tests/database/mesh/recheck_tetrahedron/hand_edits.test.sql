-- An edit that may matter makes a tetrahedron due, and is stamped.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-01 00:00+00') as id into temp mesh;
update tetrahedrons set next_check_at = 'infinity', updated_at = '2026-03-01 00:00+00';
update tetrahedrons set jitterbug_state = 'hub-failure';
select results_eq($$select next_check_at, updated_at from tetrahedrons$$, $$values (timestamptz 'infinity', now())$$, 'a state does not matter');
update tetrahedrons set stale_after = '1 minute';
select is((select next_check_at from tetrahedrons), now(), 'a threshold does');
update tetrahedrons set next_check_at = 'infinity';
update tetrahedrons set last_heartbeat_at = null;
select is((select next_check_at from tetrahedrons), now(), 'and so does the last heartbeat');
update tetrahedrons set next_check_at = 'infinity', updated_at = '2026-03-01 00:00+00';
select record_mesh_heartbeat(id, 'device') from mesh;
select is((select next_check_at from tetrahedrons), 'infinity', 'a heartbeat leaves it alone');
select is((select updated_at from tetrahedrons), '2026-03-01 00:00+00', 'and is no edit');

select * from finish();
rollback;
