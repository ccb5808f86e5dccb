-- What was lost more than an hour ago is history.
begin;
select plan(2);
select pg_temp.start_empty();

insert into private.edge_requests (function_name, request_id, requested_at) values ('notify', 1, '2026-03-01 12:00+00');
select is(pg_temp.says('net_worker', '{}', '2026-03-01 12:59:59.999999+00'), 'alert urgent', 'within the hour it counts');
select is(pg_temp.says('net_worker', '{}', '2026-03-01 13:00+00'), 'ok', 'then no more');

select * from finish();
rollback;
