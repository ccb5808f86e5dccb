-- The evaluator is late from three minutes after its last tick on.
begin;
select plan(4);
select pg_temp.start_empty();

select is(
  private.probe_evaluator('2026-03-01 12:00+00') - 'details', '{"ok": false, "error": "The minute tick has never run."}'::jsonb,
  'it is when it has never run'
);
update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select is(
  private.probe_evaluator('2026-03-01 12:03+00'),
  '{"ok": true, "error": null, "details": {"last_tick_at": "2026-03-01T12:00:00+00:00", "age_seconds": 180}}'::jsonb,
  'after three minutes it is on time'
);
select is(
  private.probe_evaluator('2026-03-01 12:03:00.000001+00') - 'details',
  '{"ok": false, "error": "The minute tick last ran 181 s ago."}'::jsonb, 'any longer, and it is late'
);
select is(private.probe_evaluator('2026-03-01 11:59+00') -> 'ok', 'true', 'a tick of a moment ahead is on time');

select * from finish();
rollback;
