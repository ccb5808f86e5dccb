-- An outage is told once, and nobody is paged for silence that nobody could have heard.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_channel('ops');
select pg_temp.make_job('job ' || n, '2026-03-01 11:59+00') from generate_series(1, 3) n;
update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
select private.note_outage('2026-03-01 14:01+00', '2026-03-01 14:00+00');
select is(private.evaluate_jobs('2026-03-01 14:01+00'), 0, 'no job is alerted about');
select results_eq($$select * from pg_temp.outbox()$$, array['ops: opened database pending'], 'one message tells of the outage');
select results_eq(
  $$select alert_type, severity, message, detected_at, resolved_at from guardian_alerts$$,
  $$values ('outage', 'warning', 'The database was down from 2026-03-01 12:00 UTC to 2026-03-01 14:00 UTC. '
    || 'Nobody could be heard, so every deadline is that much later.',
    timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-01 14:01+00')$$,
  'it is over when it is told'
);
select is(private.evaluate_jobs('2026-03-01 14:59+00'), 0, 'two hours later than else a job is on time');
select is(private.evaluate_jobs('2026-03-01 14:59:00.000001+00'), 3, 'and a microsecond after that it is not');

select * from finish();
rollback;
