-- The evaluator's own sign of life.
begin;
select plan(2);
select pg_temp.start_empty();

select results_eq($$select value from private.measure_evaluator()$$, array[null::numeric], 'there is none before the first tick');
select private.tick('2026-03-05 12:00+00');
select results_eq(
  $$select name, labels, value from private.measure_evaluator('2026-03-05 12:01:30+00')$$,
  $$values ('heartbase_evaluator_last_tick_age_seconds', '{}'::jsonb, 90.000)$$, 'then it is as old as the last one'
);

select * from finish();
rollback;
