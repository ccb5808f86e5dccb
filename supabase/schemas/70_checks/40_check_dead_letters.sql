-- Messages that died in the last day: nobody was reached. arguments: {"max": 0}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_letters(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.count <= d.max then jsonb_build_object('status', 'ok', 'message', format('%s messages died in the last day.', d.count))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Messages died',
      'message', format('%s messages to %s died in the last day: %s. Repair the channel and send a test.', d.count, d.channels, d.reason),
      'data', jsonb_build_object('count', d.count)
    )
  end
  from (
    select count(*) as count, string_agg(distinct c.name, ', ') as channels, max(n.last_error) as reason,
      coalesce((check_dead_letters.arguments ->> 'max')::integer, 0) as max
    from public.notifications n
    left join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.event <> 'test' and n.finished_at > check_dead_letters.now_at - interval '1 day'
  ) d;
$$;
comment on function private.check_dead_letters(text, timestamptz, jsonb) is 'Messages that died in the last day: nobody was reached.';
revoke all on function private.check_dead_letters(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
