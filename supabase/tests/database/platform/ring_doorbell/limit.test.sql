-- At most five rings in ten seconds; the minute tick makes up for the rest.
begin;
select plan(2);
select pg_temp.start_empty();

select pg_temp.configure_edge();
insert into private.edge_requests (function_name, request_id, requested_at)
select 'notify', -n, now() from generate_series(1, 4) n;
insert into private.edge_requests (function_name, request_id, requested_at)
values ('notify', -5, now() - interval '11 seconds'), ('cron-healthcheck', -6, now());
-- However long this takes.
update private.edge_requests set requested_at = requested_at + interval '1 hour' where request_id <> -5;
select ok(private.ring_doorbell(), 'after four rings in ten seconds a fifth is queued');
update private.edge_requests set requested_at = requested_at + interval '1 hour' where request_id > 0;
select set_config('heartbase.doorbell_transaction', '', true);
select ok(not private.ring_doorbell(), 'a sixth is not');

select * from finish();
rollback;
