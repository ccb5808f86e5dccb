-- A call that cannot work is refused with what is missing.
begin;
select plan(4);
select pg_temp.start_empty();

select throws_ok(
  $$select private.invoke_edge_function('notify')$$, 'PT503', 'edge_base_url_not_set', 'without a base URL it says so'
);
insert into app_settings values ('edge_base_url', 'https://project.supabase.co');
select throws_ok(
  $$select private.invoke_edge_function('notify')$$, 'PT503', 'function_secret_not_set', 'without a credential it says so'
);
select is_empty($$select * from private.edge_requests$$, 'no call was recorded');
select is_empty($$select * from net.http_request_queue$$, 'and none queued');

select * from finish();
rollback;
