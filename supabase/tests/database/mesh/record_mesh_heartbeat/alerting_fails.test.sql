-- A heartbeat never fails because alerting did.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now() - interval '2 hours') as id into temp mesh;
select private.evaluate_tetrahedrons();
create function pg_temp.refuse() returns trigger language plpgsql as $$begin raise exception 'poisoned'; end$$;
create trigger refuse before update on guardian_alerts for each row execute function pg_temp.refuse();
select lives_ok($$select record_mesh_heartbeat(id, 'device') from mesh$$, 'it goes through');
select results_eq(
  $$select last_heartbeat_at, evaluation_error, next_check_at from tetrahedrons$$,
  $$values (now(), 'P0001 poisoned', now() + interval '1 hour')$$, 'with the error kept, to be tried again'
);
drop trigger refuse on guardian_alerts;
select is(private.evaluate_tetrahedrons(now() + interval '1 hour'), 0, 'then');
select results_eq($$select * from pg_temp.mesh_alerts()$$, array['family mesh-degrading warning well again'], 'the alert ends');

select * from finish();
rollback;
