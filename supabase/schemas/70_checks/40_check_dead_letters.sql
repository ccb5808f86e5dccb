-- Messages that died in the last day: nobody was reached. arguments: {"max": 0}. Test messages do not count.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_letters(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when count(d.id) <= l.max then jsonb_build_object('status', 'ok', 'message', format('%s messages died in the last day.', count(d.id)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Messages died',
      'message', format('%s messages died in the last day, to %s. Most often: %s. Mend the channel, and see with a test message that it works.',
        count(d.id), private.list_names(array_agg(distinct d.channel), count(distinct d.channel)),
        left(mode() within group (order by d.last_error), 200)),
      'data', jsonb_build_object('count', count(d.id))
    )
  end
  from (select coalesce((check_dead_letters.arguments ->> 'max')::bigint, 0) as max) l
  left join lateral (
    select n.id, n.last_error, coalesce(c.name, 'a deleted channel') as channel
    from public.notifications n
    left join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.event <> 'test'
      and n.finished_at > check_dead_letters.now_at - interval '1 day' and n.finished_at <= check_dead_letters.now_at
  ) d on true
  group by l.max;
$$;
comment on function private.check_dead_letters(text, timestamptz, jsonb) is 'Messages that died in the last day: nobody was reached.';
revoke all on function private.check_dead_letters(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
