-- How long the oldest message of the outbox has been waiting, those that a silence holds left out.
-- arguments: {"warning": "5 minutes", "alert": "30 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_outbox_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when o.age is null or o.age < o.warning
      then jsonb_build_object('status', 'ok', 'message', 'Messages are delivered as they come.')
    else jsonb_build_object(
      'status', case when o.age >= o.alert then 'alert' else 'warning' end,
      'priority', case when o.age >= o.alert then 'urgent' else 'high' end,
      'title', 'Messages are not delivered',
      'message', format('%s messages wait, the oldest for %s. %s', o.count, date_trunc('second', o.age),
        case
          when o.error is null then 'None was refused: npm run doctor says whether the notify function is called.'
          else format('Most often: %s. Mend the channel; what waits is sent then.', left(o.error, 200))
        end),
      'data', jsonb_build_object('count', o.count, 'last_error', left(o.error, 200))
    )
  end
  from (
    select count(*) as count, check_outbox_backlog.now_at - min(coalesce(n.replayed_at, n.held_until, n.created_at)) as age,
      mode() within group (order by n.last_error) as error,
      coalesce((check_outbox_backlog.arguments ->> 'warning')::interval, interval '5 minutes') as warning,
      coalesce((check_outbox_backlog.arguments ->> 'alert')::interval, interval '30 minutes') as alert
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id and c.enabled
    where n.state in ('pending', 'leased') and coalesce(n.held_until <= check_outbox_backlog.now_at, true)
  ) o;
$$;
comment on function private.check_outbox_backlog(text, timestamptz, jsonb) is 'How long the oldest message of the outbox has been waiting.';
revoke all on function private.check_outbox_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
