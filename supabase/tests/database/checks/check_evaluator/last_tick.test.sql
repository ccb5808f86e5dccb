-- The minute tick must have run within the last three minutes.
begin;
select plan(5);
select pg_temp.start_empty();

select is(pg_temp.says('evaluator'), 'ok', 'in a new project it has not run yet');
update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select is(pg_temp.says('evaluator', '{}', '2026-03-01 12:03+00'), 'ok', 'three minutes ago is well');
select is(pg_temp.says('evaluator', '{}', '2026-03-01 12:03:00.000001+00'), 'alert urgent', 'longer ago is not');
select is(pg_temp.says('evaluator', '{"after": "1 hour"}', '2026-03-01 13:00+00'), 'ok', 'how long is an argument');
select alike(
  pg_temp.ask('evaluator', '{}', '2026-03-01 13:00+00') ->> 'message', 'It ran last at 2026-03-01 12:00 UTC, and until it runs nobody is told of silence.%',
  'it says since when'
);

select * from finish();
rollback;
