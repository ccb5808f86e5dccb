-- A stopped database is an outage when it was down for longer than five minutes.
begin;
select plan(4);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select ok(
  not private.note_outage('2026-03-01 12:06+00', '2026-03-01 12:05+00'), 'a restart five minutes after the last tick is none'
);
select is_empty($$select * from private.outages$$, 'nothing is recorded');
select ok(private.note_outage('2026-03-01 12:06+00', '2026-03-01 12:05:00.000001+00'), 'a microsecond more is one');
select results_eq(
  $$select started_at, ended_at from private.outages$$,
  $$values (timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-01 12:05:00.000001+00')$$,
  'it lasted from the last tick to the start of the server'
);

select * from finish();
rollback;
