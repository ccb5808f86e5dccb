-- Answers of the last hour that are no success.
begin;
select plan(7);
select pg_temp.start_empty();

create function pg_temp.answer(count integer, created timestamptz, status_code integer, timed_out boolean default false, error_msg text default null)
returns void
language sql
as $$
  insert into net._http_response (id, status_code, timed_out, error_msg, created)
  select n, answer.status_code, answer.timed_out, answer.error_msg, answer.created from generate_series(1, answer.count) n;
$$;
select pg_temp.answer(45, '2026-03-01 11:30+00', 200);
select pg_temp.answer(2, '2026-03-01 11:30+00', 500), pg_temp.answer(1, '2026-03-01 11:30+00', null, true),
  pg_temp.answer(1, '2026-03-01 11:30+00', null, false, 'Couldn''t connect to server');
select is(pg_temp.says('net_failures', '{}', '2026-03-01 12:00+00'), 'ok', 'four failures are few');
select pg_temp.answer(1, '2026-03-01 11:00+00', 404), pg_temp.answer(1, '2026-03-01 12:00:00.000001+00', 404);
select is(pg_temp.says('net_failures', '{}', '2026-03-01 12:00+00'), 'ok', 'one an hour ago does not count, nor one in the future');
select pg_temp.answer(1, '2026-03-01 12:00+00', 300);
select is(
  pg_temp.ask('net_failures', '{}', '2026-03-01 12:00+00') - 'data',
  '{"status": "warning", "priority": "medium", "title": "Requests of pg_net fail",
    "message": "5 of the last 50 requests of pg_net failed, within an hour (10 %), most often with: HTTP 500. pg_cron calls such runs succeeded. See net._http_response for the answers."}'::jsonb,
  'five of fifty are a tenth'
);
select is(pg_temp.says('net_failures', '{"warning_percent": 10.1}', '2026-03-01 12:00+00'), 'ok', 'which is an argument');
select is(pg_temp.says('net_failures', '{"alert_percent": 10}', '2026-03-01 12:00+00'), 'alert high', 'as what alerts is');
select is(pg_temp.says('net_failures', '{"min_count": 6}', '2026-03-01 12:00+00'), 'ok', 'and how many are few');
select is(
  pg_temp.says('net_failures', '{"max_answers": 1, "min_count": 1}', '2026-03-01 12:00+00'), 'alert high',
  'of many answers the last are read'
);

select * from finish();
rollback;
