-- It calls the edge function and returns pg_net's request id.
begin;
select plan(3);
select pg_temp.start_empty();

select throws_ok($$select trigger_healthcheck()$$, 'PT503', 'edge_base_url_not_set', 'without a configuration it says so');
select pg_temp.configure_edge();
grant select on net.http_request_queue to service_role;
select pg_temp.as_service_role();
select trigger_healthcheck('manual') as request_id into temp called;
select pg_temp.sign_out();
select results_eq(
  $$select id, url, convert_from(body, 'UTF8')::jsonb from net.http_request_queue$$,
  $$select request_id, 'https://project.supabase.co/functions/v1/cron-healthcheck',
    jsonb_build_object('trigger', 'manual', 'timestamp', now()) from called$$,
  'the call names its trigger and its time'
);
select results_eq($$select function_name from private.edge_requests$$, array['cron-healthcheck'], 'it is recorded');

select * from finish();
rollback;
