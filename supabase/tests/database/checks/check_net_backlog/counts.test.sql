-- Requests that wait for pg_net.
begin;
select plan(5);
select pg_temp.start_empty();

insert into net.http_request_queue (method, url, timeout_milliseconds) select 'GET', 'http://127.0.0.1:1/', 1000 from generate_series(1, 199);
select is(pg_temp.says('net_backlog'), 'ok', '199 are one batch');
insert into net.http_request_queue (method, url, timeout_milliseconds) values ('GET', 'http://127.0.0.1:1/', 1000);
select is(pg_temp.says('net_backlog'), 'warning medium', '200 are more');
select is(
  pg_temp.ask('net_backlog', '{"alert": 100}') ->> 'message',
  '200 requests or more wait for pg_net. Queue fewer, or raise pg_net.batch_size; if the number does not fall, restart its worker: select net.worker_restart();',
  'it counts no further than it must'
);
select alike(pg_temp.ask('net_backlog', '{"alert": 200}')::text, '%"status": "alert"%200 requests or more%', 'what alerts is an argument');
select is(pg_temp.says('net_backlog', '{"warning": 201}'), 'ok', 'and what warns');

select * from finish();
rollback;
