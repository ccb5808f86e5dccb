-- How long pg_net waits is the setting's, unless the caller says otherwise.
begin;
select plan(1);
select pg_temp.start_empty();
select pg_temp.configure_edge();

select private.invoke_edge_function('notify');
select private.invoke_edge_function('heartbeat', patience => interval '2 minutes');
select results_eq($$select timeout_milliseconds from net.http_request_queue order by id$$, array[60000, 120000], 'each has its own');

select * from finish();
rollback;
