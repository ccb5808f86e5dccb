-- Answers that pg_net got in the last hour, at most the last {"max_answers": 5000}, which are no success. arguments besides:
-- {"min_count": 5, "warning_percent": 10, "alert_percent": 50}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.failed < a.min_count or a.percent < a.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s of the last %s requests of pg_net failed, within an hour.', a.failed, a.total))
    else jsonb_build_object(
      'status', case when a.percent >= a.alert_percent then 'alert' else 'warning' end,
      'priority', case when a.percent >= a.alert_percent then 'high' else 'medium' end,
      'title', 'Requests of pg_net fail',
      'message', format('%s of the last %s requests of pg_net failed, within an hour (%s %%), most often with: %s. pg_cron calls such runs succeeded. See net._http_response for the answers.',
        a.failed, a.total, round(a.percent), a.reason),
      'data', jsonb_build_object('failed', a.failed, 'total', a.total)
    )
  end
  from (
    select c.*, c.failed * 100.0 / greatest(c.total, 1) as percent,
      coalesce((check_net_failures.arguments ->> 'min_count')::bigint, 5) as min_count,
      coalesce((check_net_failures.arguments ->> 'warning_percent')::numeric, 10) as warning_percent,
      coalesce((check_net_failures.arguments ->> 'alert_percent')::numeric, 50) as alert_percent
    from (
      select count(*) as total, count(r.reason) as failed, mode() within group (order by r.reason) as reason
      from (
        select case
          when p.timed_out then 'time-out'
          when p.error_msg is not null then private.plain_error(p.error_msg)
          when p.status_code not between 200 and 299 then 'HTTP ' || p.status_code
        end as reason
        from net._http_response p
        where p.created > check_net_failures.now_at - interval '1 hour' and p.created <= check_net_failures.now_at
        order by p.created desc
        limit coalesce((check_net_failures.arguments ->> 'max_answers')::integer, 5000)
      ) r
    ) c
  ) a;
$$;
comment on function private.check_net_failures(text, timestamptz, jsonb) is 'Answers that pg_net got which are no success.';
revoke all on function private.check_net_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
