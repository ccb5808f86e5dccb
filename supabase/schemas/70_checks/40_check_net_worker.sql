-- Whether pg_net still sends: calls of edge functions within the last hour, at most the last thousand, that got no answer at all for
-- {"after": "5 minutes"}, and none after them that did.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_worker(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.count = 0 then jsonb_build_object('status', 'ok', 'message', 'Heartbase called no edge function in the last hour.')
    when r.lost = 0 or r.answered_at > r.lost_at
      then jsonb_build_object('status', 'ok', 'message', 'pg_net answers the calls that Heartbase makes.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'pg_net does not send',
      'message', format('%s calls of edge functions got no answer since %s. Restart the worker of pg_net: select net.worker_restart();',
        r.lost, to_char(r.first_lost_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('lost', r.lost, 'last_answer_at', r.answered_at)
    )
  end
  from (
    select count(*) as count, count(*) filter (where e.is_lost) as lost, min(e.requested_at) filter (where e.is_lost) as first_lost_at,
      max(e.requested_at) filter (where e.is_lost) as lost_at,
      max(e.requested_at) filter (where e.is_answered) as answered_at
    from (
      select q.requested_at,
        -- A time-out and a refused connection are answers of pg_net too.
        q.status_code is not null or coalesce(q.error, '') not in ('', 'no answer within 10 minutes') as is_answered,
        q.status_code is null and coalesce(q.error, '') in ('', 'no answer within 10 minutes')
          and q.requested_at < check_net_worker.now_at
            - coalesce((check_net_worker.arguments ->> 'after')::interval, interval '5 minutes') as is_lost
      from (select * from private.edge_requests q order by q.id desc limit 1000) q
      where q.requested_at > check_net_worker.now_at - interval '1 hour' and q.requested_at <= check_net_worker.now_at
    ) e
  ) r;
$$;
comment on function private.check_net_worker(text, timestamptz, jsonb) is 'Whether pg_net still sends.';
revoke all on function private.check_net_worker(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
