-- Requests that wait in the queue of pg_net, which sends 200 at a time. arguments: {"warning": 200, "alert": 2000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when q.count < q.warning then jsonb_build_object('status', 'ok', 'message', format('%s requests wait for pg_net.', q.count))
    else jsonb_build_object(
      'status', case when q.count >= q.alert then 'alert' else 'warning' end,
      'priority', case when q.count >= q.alert then 'high' else 'medium' end,
      'title', 'Requests pile up in pg_net',
      'message', format('%s requests wait for pg_net. Queue fewer, or raise pg_net.batch_size; if the number does not fall, restart its worker: select net.worker_restart();', q.count),
      'data', jsonb_build_object('count', q.count)
    )
  end
  from (
    select count(*) as count, coalesce((check_net_backlog.arguments ->> 'warning')::integer, 200) as warning,
      coalesce((check_net_backlog.arguments ->> 'alert')::integer, 2000) as alert
    from net.http_request_queue
  ) q;
$$;
comment on function private.check_net_backlog(text, timestamptz, jsonb) is 'Requests that wait in the queue of pg_net, which sends 200 at a time.';
revoke all on function private.check_net_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
