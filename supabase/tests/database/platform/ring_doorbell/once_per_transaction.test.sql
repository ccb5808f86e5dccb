-- The doorbell rings once in a transaction.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.configure_edge();
select ok(private.ring_doorbell(), 'the first ring of a transaction is queued');
select ok(not private.ring_doorbell(), 'the second is not');
select is((select count(*) from net.http_request_queue), 1::bigint, 'one call is queued');
select is((select url from net.http_request_queue), 'https://project.supabase.co/functions/v1/notify', 'it calls notify');

select * from finish();
rollback;
