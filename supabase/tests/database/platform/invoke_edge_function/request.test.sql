-- What is queued for pg_net.
begin;
select plan(7);
select pg_temp.start_empty();

insert into app_settings values ('edge_base_url', 'https://project.supabase.co//'), ('edge_timeout', '1.5 seconds');
select private.set_secret('heartbase_function_secret', 'function-only-secret');
select private.invoke_edge_function('cron-healthcheck', '{"trigger": "test"}') as id into temp call;
select is((select url from net.http_request_queue), 'https://project.supabase.co/functions/v1/cron-healthcheck',
  'the URL is the base without trailing slashes and the function');
select is((select method::text from net.http_request_queue), 'POST', 'it is a POST');
select is((select convert_from(body, 'UTF8')::jsonb from net.http_request_queue), '{"trigger": "test"}'::jsonb,
  'the body goes along');
select is((select headers from net.http_request_queue),
  '{"Content-Type": "application/json", "Authorization": "Bearer function-only-secret"}'::jsonb,
  'the function-only credential is the only one in the headers');
select is((select timeout_milliseconds from net.http_request_queue), 1500, 'the time-out is the setting');
select results_eq(
  $$select function_name, request_id, requested_at, completed_at from private.edge_requests$$,
  $$select 'cron-healthcheck', c.id, now(), null::timestamptz from call c$$,
  'the call is recorded with pg_net''s request id'
);
select is((select id from net.http_request_queue), (select id from call), 'which is the id that it returns');

select * from finish();
rollback;
