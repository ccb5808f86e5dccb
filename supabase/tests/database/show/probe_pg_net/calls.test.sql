-- pg_net is well when calls of ours leave, and the last one that ended was answered.
begin;
select plan(9);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00';
create function pg_temp.log_call(requested_at timestamptz, completed_at timestamptz, error text default null) returns bigint
language sql as $$
  insert into private.edge_requests (function_name, request_id, requested_at, completed_at, error)
  values ('notify', 7, log_call.requested_at, log_call.completed_at, log_call.error) returning id;
$$;
create function pg_temp.answer() returns text language sql as $$
  select coalesce(a ->> 'error', case when (a -> 'ok')::boolean then 'ok' end) from private.probe_pg_net('2026-03-01 12:00+00') a;
$$;
select is(
  private.probe_pg_net('2026-03-01 12:00+00'),
  '{"ok": true, "error": null, "details": {"queued": 0, "calls_last_hour": 0, "failed_last_hour": 0, "last_call_at": null}}'::jsonb,
  'no calls, no fault'
);
select pg_temp.log_call('2026-03-01 11:00+00', '2026-03-01 11:01+00', 'HTTP 500');
select is(pg_temp.answer(), 'ok', 'what happened an hour ago does not count');
select pg_temp.log_call('2026-03-01 11:30+00', '2026-03-01 11:31+00', 'HTTP 401');
select is(pg_temp.answer(), 'The last call of an edge function failed: HTTP 401', 'a call that was refused');
select pg_temp.log_call('2026-03-01 11:31+00', '2026-03-01 11:32+00');
select is(pg_temp.answer(), 'ok', 'one that was answered since');
select pg_temp.log_call('2026-03-01 11:58:30+00', null) as id into temp call;
select is(pg_temp.answer(), 'ok', 'one whose answer may still come, or that the last tick could not have found');
update private.edge_requests set requested_at = '2026-03-01 11:58:29.999999+00' where id = (select id from call);
select is(pg_temp.answer(), 'The last call of an edge function failed: no answer', 'one that the last tick found no answer to');
update private.evaluator_state set last_tick_at = '2026-03-01 11:45+00';
select is(pg_temp.answer(), 'ok', 'without ticks nobody looked');
insert into net.http_request_queue (id, method, url, timeout_milliseconds) values (7, 'POST', 'https://a.example/', 5000);
select is(pg_temp.answer(), '1 calls wait in the queue of pg_net for over a minute.', 'one that has not left');
update private.edge_requests set requested_at = '2026-03-01 11:59+00' where id = (select id from call);
select is(pg_temp.answer(), 'ok', 'a minute is given');

select * from finish();
rollback;
