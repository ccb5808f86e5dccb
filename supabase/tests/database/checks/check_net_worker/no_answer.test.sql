-- pg_net is dead when calls get no answer at all, and none after them does.
begin;
select plan(7);
select pg_temp.start_empty();

select is(pg_temp.ask('net_worker') ->> 'message', 'Heartbase called no edge function in the last hour.', 'without a call nothing is known');
insert into private.edge_requests (function_name, request_id, requested_at)
values ('notify', 1, '2026-03-01 12:00+00'), ('notify', 2, '2026-03-01 12:03+00');
select is(pg_temp.says('net_worker', '{}', '2026-03-01 12:05+00'), 'ok', 'for five minutes an answer may come yet');
select is(
  pg_temp.ask('net_worker', '{}', '2026-03-01 12:05:00.000001+00') ->> 'message',
  '1 calls of edge functions got no answer since 2026-03-01 12:00 UTC. Restart the worker of pg_net: select net.worker_restart();', 'then it says so'
);
select is(pg_temp.says('net_worker', '{"after": "10 minutes"}', '2026-03-01 12:10+00'), 'ok', 'how long is an argument');
update private.edge_requests set error = 'no answer within 10 minutes', completed_at = '2026-03-01 12:15+00';
select is(pg_temp.says('net_worker', '{}', '2026-03-01 12:15+00'), 'alert urgent', 'a call that was given up stays one without an answer');
insert into private.edge_requests (function_name, request_id, requested_at, error) values ('notify', 3, '2026-03-01 12:14+00', 'timed out');
select is(pg_temp.says('net_worker', '{}', '2026-03-01 12:15+00'), 'ok', 'a later time-out is an answer of pg_net');
update private.edge_requests set requested_at = '2026-03-01 12:03+00' where request_id = 3;
select is(pg_temp.says('net_worker', '{}', '2026-03-01 12:15+00'), 'alert urgent', 'one of the same instant as the last that was lost is not later');

select * from finish();
rollback;
