-- Silent for longer than the threshold is stale; for as long is not.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('family', '2026-03-01 06:00+00');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 07:00+00')$$, array[false], 'not at the threshold');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 07:00:00.000001+00')$$, array[true], 'but a microsecond later');
select results_eq(
  $$select deadline, threshold_used from private.tetrahedron_verdicts('2026-03-01 07:00+00')$$,
  $$values (timestamptz '2026-03-01 07:00+00', interval '1 hour')$$, 'which is an hour'
);
insert into app_settings values ('mesh_stale_after', '2 hours');
select results_eq($$select is_stale from private.tetrahedron_verdicts('2026-03-01 08:00+00')$$, array[false], 'or the setting');
select results_eq(
  $$select is_stale from private.tetrahedron_verdicts('2026-03-01 06:00+00', null, '0')$$, array[false], 'with 0 it is fresh at its heartbeat'
);
select results_eq(
  $$select is_stale from private.tetrahedron_verdicts('2026-03-01 06:00:00.000001+00', null, '0')$$, array[true], 'and never after'
);

select * from finish();
rollback;
