-- The log of calls is kept for seven days.
begin;
select plan(2);
select pg_temp.start_empty();

insert into private.edge_requests (function_name, request_id, requested_at)
values ('notify', 1, '2026-02-22 11:59:59.999999+00'), ('notify', 2, '2026-02-22 12:00+00');
select is(private.prune_history('2026-03-01 12:00+00') ->> 'edge_requests', '1', 'an older call goes');
select results_eq($$select request_id from private.edge_requests$$, array[2::bigint], 'one of seven days ago stays');

select * from finish();
rollback;
