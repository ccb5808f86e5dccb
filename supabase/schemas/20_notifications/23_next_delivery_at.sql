-- When the next message can be claimed; null when nothing waits. A lease's end counts: its sender may have died. What waits
-- behind an earlier message about the same alert does not count, or senders would come for nothing until that one has ended.
-- API: private. Called by: claim_notifications and the tick.
create or replace function private.next_delivery_at()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select min(greatest(c.next_send_at, c.cooldown_until, d.next_attempt_at))
  from public.notification_channels c
  cross join lateral (
    select n.next_attempt_at
    from public.notifications n
    where n.channel_id = c.id and n.state in ('pending', 'leased')
      and (n.attempts > 0 or not exists (
        select from public.notifications e
        where e.alert_id = n.alert_id and e.channel_id = n.channel_id and e.state in ('pending', 'leased')
          and (e.event = 'resolved', e.created_at, e.event <> 'opened')
            < (n.event = 'resolved', n.created_at, n.event <> 'opened')
      ))
    order by n.next_attempt_at
    limit 1
  ) d
  where c.enabled;
$$;
comment on function private.next_delivery_at() is 'When the next message can be claimed, or null.';
revoke all on function private.next_delivery_at() from public, anon, authenticated, service_role;
