-- Calls an edge function of this project through pg_net and records the request id. The call leaves after commit.
-- The base URL and a credential that can do nothing but call functions are read at run time: pg_net's queue is readable by
-- every role, so the service key never goes in there.
-- API: private. Called by: ring_doorbell, trigger_healthcheck, ring_heartbeat, ring_recovery. patience: how long pg_net waits for the
-- answer; the setting edge_timeout when left out.
create or replace function private.invoke_edge_function(name text, body jsonb default '{}', patience interval default null)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_base_url text := rtrim(private.get_setting('edge_base_url'), '/');
  v_secret text := private.get_secret('heartbase_function_secret');
  v_request_id bigint;
begin
  if v_base_url is null then
    raise exception using errcode = 'PT503', message = 'edge_base_url_not_set',
      detail = 'app_settings has no edge_base_url, so the database does not know where its edge functions are.',
      hint = 'Run node scripts/configure-project.cjs, or insert the key edge_base_url into app_settings.';
  end if;
  if v_secret is null then
    raise exception using errcode = 'PT503', message = 'function_secret_not_set',
      detail = 'Vault has no secret named heartbase_function_secret, so edge functions would refuse the call.',
      hint = 'Run node scripts/configure-project.cjs, which makes it for Vault and for the functions alike.';
  end if;
  v_request_id := net.http_post(
    url := v_base_url || '/functions/v1/' || invoke_edge_function.name,
    body := invoke_edge_function.body,
    params := '{}'::jsonb,
    headers := jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || v_secret),
    timeout_milliseconds := (extract(epoch from coalesce(
      invoke_edge_function.patience, private.get_interval_setting('edge_timeout')
    )) * 1000)::integer
  );
  insert into private.edge_requests (function_name, request_id)
  values (invoke_edge_function.name, v_request_id);
  return v_request_id;
end
$$;
comment on function private.invoke_edge_function(text, jsonb, interval) is
  'Calls an edge function through pg_net with the function-only credential; returns pg_net''s request id.';
revoke all on function private.invoke_edge_function(text, jsonb, interval) from public, anon, authenticated, service_role;
