-- Requests that wait in the queue of pg_net, which sends 200 at a time. arguments: {"warning": 200, "alert": 2000}. It counts no further
-- than the alert.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when q.count < l.warning then jsonb_build_object('status', 'ok', 'message', format('%s requests wait for pg_net.', q.count))
    else jsonb_build_object(
      'status', case when q.count >= l.alert then 'alert' else 'warning' end,
      'priority', case when q.count >= l.alert then 'high' else 'medium' end,
      'title', 'Requests pile up in pg_net',
      'message', format('%s requests%s wait for pg_net. Queue fewer, or raise pg_net.batch_size; if the number does not fall, restart its worker: select net.worker_restart();',
        q.count, case when q.count >= l.alert then ' or more' end),
      'data', jsonb_build_object('count', q.count)
    )
  end
  from (
    select coalesce((check_net_backlog.arguments ->> 'warning')::bigint, 200) as warning,
      coalesce((check_net_backlog.arguments ->> 'alert')::bigint, 2000) as alert
  ) l
  cross join lateral (
    select count(*) from (select from net.http_request_queue limit greatest(l.warning, l.alert)) r
  ) q(count);
$$;
comment on function private.check_net_backlog(text, timestamptz, jsonb) is 'Requests that wait in the queue of pg_net.';
revoke all on function private.check_net_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
