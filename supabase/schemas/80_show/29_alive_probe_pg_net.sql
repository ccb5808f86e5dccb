-- Whether pg_net sends, and edge functions answer: no call of ours waits in its queue for over a minute, and the last call of
-- the past hour that has ended was answered with 2xx. A call counts as unanswered when the last tick would have found its
-- answer: while ticks do not come, that is the evaluator's fault and not pg_net's.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_net(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with calls as (
    select r.id, r.requested_at, r.status_code,
      case
        when r.completed_at is not null then r.error
        when r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at
          then 'no answer'
      end as error,
      r.completed_at is not null
        or coalesce(r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at, false)
        as has_ended,
      r.completed_at is null and r.requested_at < probe_pg_net.now_at - interval '1 minute'
        and exists (select from net.http_request_queue q where q.id = r.request_id) as is_stuck
    from private.edge_requests r
    cross join private.evaluator_state s
    where r.requested_at > probe_pg_net.now_at - interval '1 hour'
    order by r.id desc
    limit 500
  ),
  counts as (
    select count(*) as calls, count(c.error) as failed, count(*) filter (where c.is_stuck) as stuck,
      (array_agg(c.error order by c.id desc) filter (where c.has_ended))[1] as last_error,
      max(c.requested_at) filter (where c.has_ended) as last_call_at
    from calls c
  )
  select jsonb_build_object(
    'ok', v.stuck = 0 and v.last_error is null,
    'error', case
      when v.stuck > 0 then format('%s calls wait in the queue of pg_net for over a minute.', v.stuck)
      else 'The last call of an edge function failed: ' || v.last_error
    end,
    'details', jsonb_build_object(
      -- Others use pg_net as well: their number is worth showing and no fault.
      'queued', (select count(*) from (select from net.http_request_queue limit 1000) q),
      'calls_last_hour', v.calls, 'failed_last_hour', v.failed, 'last_call_at', v.last_call_at
    )
  )
  from counts v;
$$;
comment on function private.probe_pg_net(timestamptz) is 'Probe: pg_net sends, and the last call of an edge function was answered.';
revoke all on function private.probe_pg_net(timestamptz) from public, anon, authenticated, service_role;
