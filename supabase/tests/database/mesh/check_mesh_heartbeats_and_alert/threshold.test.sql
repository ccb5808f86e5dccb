-- The threshold is 0 to 10 years, and 0 means 0.
begin;
select plan(8);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', now() - interval '1 microsecond'), pg_temp.make_tetrahedron('now', now()),
  pg_temp.make_tetrahedron('patient', now() - interval '1 hour', stale_after => '1 hour');
select throws_ok($$select check_mesh_heartbeats_and_alert(-1)$$, '22023', 'invalid_threshold', 'not -1');
select throws_ok($$select check_mesh_heartbeats_and_alert(null)$$, '22023', 'invalid_threshold', 'not null');
select throws_ok($$select check_mesh_heartbeats_and_alert(5256001)$$, '22023', 'invalid_threshold', 'not more than 10 years');
select lives_ok($$select check_mesh_heartbeats_and_alert(5256000)$$, '10 years');
select is_empty($$select from guardian_alerts$$, 'nobody is silent for that long');
select is(check_mesh_heartbeats_and_alert(0) ->> 'created', '1', 'with 0 whoever is not heard this very instant is');
select results_eq($$select subject_name from guardian_alerts$$, array['family'], 'but for one with a threshold of its own');
select throws_ok($$select check_mesh_heartbeats_and_alert(0, null, 0)$$, '22023', 'invalid_limit', 'a limit is at least 1');

select * from finish();
rollback;
