-- A silent tetrahedron gets one alert and one message per channel, backdated to its deadline.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_tetrahedron('family', '2026-03-01 00:00+00'), pg_temp.make_tetrahedron('work', '2026-03-01 05:59+00');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00'), 1, 'one is silent');
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00'), 0, 'the second run finds nothing');
update tetrahedrons set next_check_at = '-infinity';
select is(private.evaluate_tetrahedrons('2026-03-01 06:00+00'), 0, 'even when it looks at everything');
select results_eq(
  $$select subject_kind, subject_name, tetrahedron_id::text = subject_id, detected_at, details ->> 'threshold' from guardian_alerts$$,
  $$values ('tetrahedron', 'family', true, timestamptz '2026-03-01 01:00+00', '01:00:00')$$, 'the alert says what and since when'
);
select is((select count(*) from notifications), 1::bigint, 'one message goes out');
select is(private.tick('2026-03-01 06:00+00') ->> 'tetrahedrons_alerted', '0', 'the tick is one more evaluator');

select * from finish();
rollback;
