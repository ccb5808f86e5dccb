-- Brings dead messages back: pending again with all their attempts, under the ids that they had, so that a receiver which did take
-- one knows it. One message, or up to 10,000 of a channel, of an alert or of all, the oldest first. A group is one message, and comes
-- back as a whole. Returns how many came back.
-- When the alert has ended meanwhile, its recovery follows the message; where the channel has heard of the end already, the message
-- stays dead. A channel that is off gets nothing. What the failure set off, the alert about the channel, ends when a message arrives.
-- API: private. Called by: replay_notification, replay_notifications.
-- SECURITY DEFINER: it writes the outbox. Who calls, and whose channels they may serve, it finds out by itself.
create or replace function private.replay(notification_id uuid, channel_id uuid, alert_id uuid)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_is_operator boolean := private.is_project_call() or public.is_admin();
  v_channels uuid[];
  v_message public.notifications;
  v_ids uuid[];
  v_groups uuid[];
  v_alerts uuid[];
  v_count integer;
begin
  if replay.notification_id is not null then
    select n.* into v_message from public.notifications n where n.id = replay.notification_id;
    if v_message.id is not null and v_message.channel_id is null and v_is_operator then
      raise exception using errcode = 'PT409', message = 'channel_deleted',
        detail = 'The channel of this message was deleted.', hint = 'There is nowhere to send it.';
    end if;
  end if;

  -- The channels first, in the order of their ids, then their messages: the order of claim_notifications. Two that replay at once
  -- wait for each other here, and the second finds nothing dead.
  v_channels := array(
    select c.id
    from public.notification_channels c
    where (v_is_operator or c.owner_id = v_user_id or c.tenant_id in (select private.caller_tenants('{owner,admin}')))
      and case
        when replay.notification_id is not null then c.id = v_message.channel_id
        when replay.channel_id is not null then c.id = replay.channel_id
        else c.enabled and exists (select from public.notifications n where n.channel_id = c.id and n.state = 'dead')
      end
    order by c.id
    for no key update
  );
  if cardinality(v_channels) = 0 and replay.notification_id is not null then
    raise exception using errcode = 'PT404', message = 'notification_not_found',
      detail = 'There is no message with this id that you may replay.',
      hint = 'List them with: select id, last_error from notifications where state = ''dead'';';
  elsif cardinality(v_channels) = 0 and replay.channel_id is not null then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no channel with this id whose messages you may replay.',
      hint = 'List them with: select id, name from notification_channels;';
  end if;
  if exists (select from public.notification_channels c where c.id = any (v_channels) and not c.enabled) then
    raise exception using errcode = '22023', message = 'channel_inactive',
      detail = (
        select coalesce(c.disabled_reason, 'The channel is switched off.')
        from public.notification_channels c where c.id = any (v_channels)
      ),
      hint = 'Switch it on first.';
  end if;

  if replay.notification_id is not null then
    select n.* into v_message from public.notifications n where n.id = replay.notification_id;
    if v_message.state <> 'dead' then
      -- Somebody was faster, or pressed twice.
      if v_message.replays > 0 then
        return 0;
      end if;
      raise exception using errcode = 'PT409', message = 'notification_not_dead',
        detail = format('This message is %s.', v_message.state), hint = 'Only dead messages are replayed.';
    end if;
    v_ids := array[v_message.id];
  else
    v_ids := array(
      select n.id
      from public.notifications n
      where n.state = 'dead' and n.channel_id = any (v_channels) and (replay.alert_id is null or n.alert_id = replay.alert_id)
      order by n.created_at, n.id
      limit 10000
    );
  end if;
  -- With an opening its recovery, and with a member of a group the others.
  v_ids := array(
    select n.id from public.notifications n where n.id = any (v_ids)
    union
    select r.id
    from public.notifications n
    join public.notifications r on r.alert_id = n.alert_id and r.channel_id = n.channel_id
    where n.id = any (v_ids) and r.event = 'resolved' and r.state = 'dead'
  );
  -- By a list, not by a join, which would be quadratic in a large group that has died since the table was analyzed.
  v_groups := array(
    select distinct n.group_id from public.notifications n where n.id = any (v_ids) and n.group_id is not null
  );
  v_ids := v_ids || array(
    select g.id
    from public.notifications g
    where g.group_id = any (v_groups) and g.state = 'dead' and g.id <> all (v_ids)
  );

  -- Whoever ends one of these alerts meanwhile does not see that its message is on its way again, so they must not be at it. One is
  -- waited for; among many, those that are just changing are left for the next time, so that nobody waits in a circle.
  if replay.notification_id is not null then
    v_alerts := array(
      select a.id from public.guardian_alerts a
      where a.id in (select n.alert_id from public.notifications n where n.id = any (v_ids))
      order by a.id
      for share
    );
  else
    v_alerts := array(
      select a.id from public.guardian_alerts a
      where a.id in (select n.alert_id from public.notifications n where n.id = any (v_ids))
      for share skip locked
    );
  end if;

  v_ids := array(
    select n.id
    from public.notifications n
    where n.id = any (v_ids) and n.state = 'dead'
      and coalesce(n.group_id, n.id) not in (
        select coalesce(b.group_id, b.id) from public.notifications b where b.id = any (v_ids) and b.alert_id <> all (v_alerts)
      )
      and (n.group_id is not null or n.event not in ('opened', 'reminder') or not exists (
        select from public.notifications r
        where r.alert_id = n.alert_id and r.channel_id = n.channel_id and r.event = 'resolved'
          and (r.state in ('delivered', 'leased') or r.state = 'pending' and r.attempts > 0)
      ))
    order by n.id
    for update
  );
  if cardinality(v_ids) = 0 then
    if replay.notification_id is not null then
      raise exception using errcode = 'PT409', message = 'alert_has_ended',
        detail = 'The alert has ended, and the channel has heard so.', hint = 'There is nothing more to tell.';
    end if;
    return 0;
  end if;

  update public.notifications n
  set state = 'pending', attempts = 0, lease = null, next_attempt_at = now(), finished_at = null, last_error = null,
      replays = n.replays + 1, replayed_at = now(), replayed_by = v_user_id, replayed_error = n.last_error
  where n.id = any (v_ids);
  get diagnostics v_count = row_count;

  insert into public.notifications (alert_id, channel_id, event)
  select distinct n.alert_id, n.channel_id, 'resolved'
  from public.notifications n
  join public.guardian_alerts a on a.id = n.alert_id
  -- One that had ended when it opened, as a report has, has no recovery.
  where n.id = any (v_ids) and n.event in ('opened', 'reminder') and a.resolved_at > a.created_at
  on conflict on constraint notifications_told_once do update
    set state = 'pending', attempts = 0, next_attempt_at = now(), finished_at = null, last_error = null,
        replays = notifications.replays + 1, replayed_at = now(), replayed_by = v_user_id, replayed_error = notifications.last_error
    where notifications.state = 'cancelled';
  perform private.ring_doorbell();
  return v_count;
end
$$;
comment on function private.replay(uuid, uuid, uuid) is
  'Makes dead messages pending again: one, or those of a channel, of an alert or of all. Users replay those of their channels.';
revoke all on function private.replay(uuid, uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function private.replay(uuid, uuid, uuid) to authenticated, service_role;
