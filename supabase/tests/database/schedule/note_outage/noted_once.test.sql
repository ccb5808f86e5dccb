-- An outage is recorded and told once, however many look before the next sign of life.
begin;
select plan(3);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select ok(private.note_outage('2026-03-01 14:01+00', '2026-03-01 14:00+00'), 'the first one notes it');
select ok(not private.note_outage('2026-03-01 14:01:30+00', '2026-03-01 14:00+00'), 'the second does not');
select results_eq(
  $$select (select count(*) from private.outages), (select count(*) from guardian_alerts)$$, $$values (1::bigint, 1::bigint)$$,
  'there is one record and one alert'
);

select * from finish();
rollback;
