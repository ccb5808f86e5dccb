-- One tetrahedron, so many, or only a look.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('a', now() - interval '3 hours') as id into temp mesh;
select pg_temp.make_tetrahedron('b', now() - interval '2 hours'), pg_temp.make_tetrahedron('c', now() - interval '1 hour');
select is(check_mesh_heartbeats_and_alert(30, p_dry_run => true) ->> 'found', '3', 'a dry run finds all');
select is_empty($$select from guardian_alerts$$, 'and does nothing');
select is(check_mesh_heartbeats_and_alert(30, p_limit => 2) ->> 'created', '2', 'a limit');
select bag_eq($$select subject_name from guardian_alerts$$, array['a', 'b'], 'takes those that are silent for longest');
select is(check_mesh_heartbeats_and_alert(30, p_limit => 1) ->> 'created', '1', 'and those without an alert first');
delete from guardian_alerts;
select is(check_mesh_heartbeats_and_alert(30, id) ->> 'found', '1', 'one alone') from mesh;
select results_eq($$select subject_name from guardian_alerts$$, array['a'], 'is alerted about alone');
select throws_ok(
  $$select check_mesh_heartbeats_and_alert(30, gen_random_uuid())$$, 'PT404', 'tetrahedron_not_found', 'one that is not there is an error'
);

select * from finish();
rollback;
