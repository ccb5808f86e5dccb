-- A reminder goes out every six hours while the silence lasts, unless somebody took it on.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_tetrahedron('family', '2026-03-01 00:00+00');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00'), 1, 'it opens');
select is(private.evaluate_tetrahedrons('2026-03-01 11:59:59.999999+00'), 0, 'no reminder a microsecond before six hours');
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons('2026-03-01 12:00+00'), 1, 'but at six hours');
select is(private.evaluate_tetrahedrons('2026-03-01 12:00+00'), 0, 'once');
select results_eq(
  $$select * from pg_temp.mesh_alerts()$$, array['family mesh-degrading warning open, reminded 1'], 'it is still the one alert'
);
update guardian_alerts set acknowledged_at = now();
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons('2026-03-01 18:00+00'), 0, 'an acknowledged one has no reminder');

select * from finish();
rollback;
