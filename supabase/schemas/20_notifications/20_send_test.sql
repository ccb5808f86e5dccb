-- Enqueues a test message to one channel, or to every enabled project channel. A channel takes one test in ten seconds, and none
-- while it would have to wait, so that whoever asks has an answer soon.
-- API: private. Called by: send_test_notification.
-- SECURITY DEFINER: it writes alerts and the outbox. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.send_test(channel_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_channel public.notification_channels;
  v_ready_at timestamptz;
  v_alert_id uuid;
begin
  if send_test.channel_id is not null then
    select c.* into v_channel
    from public.notification_channels c
    where c.id = send_test.channel_id and private.may_change_channel(c, v_user_id)
    for no key update;
    if not found then
      raise exception using errcode = 'PT404', message = 'channel_not_found',
        detail = 'There is no channel with this id that you may test.',
        hint = 'List them with: select id, name from notification_channels;';
    end if;
    if not v_channel.enabled then
      raise exception using errcode = '22023', message = 'channel_inactive',
        detail = coalesce(v_channel.disabled_reason, 'The channel is switched off.'), hint = 'Switch it on first.';
    end if;
    v_ready_at := greatest(
      v_channel.last_test_at + interval '10 seconds',
      v_channel.cooldown_until,
      -- The pace of the destination: a short wait is the sender's.
      case when v_channel.next_send_at > now() + interval '5 seconds' then v_channel.next_send_at end
    );
    if v_ready_at > now() then
      raise exception using errcode = 'PT429', message = 'test_throttled',
        detail = format('The channel can be tested again in %s seconds.', ceil(extract(epoch from v_ready_at - now()))),
        hint = 'A channel takes one test in 10 seconds, and waits after failures and when its destination asks for it.';
    end if;
    update public.notification_channels c set last_test_at = now() where c.id = v_channel.id;
  elsif v_user_id is not null then
    raise exception using errcode = '42501', message = 'not_the_owner',
      detail = 'Signed-in users test channels of their own and of their tenants only.', hint = 'Pass p_channel_id.';
  end if;
  insert into public.guardian_alerts
    (subject_kind, subject_id, subject_name, owner_id, tenant_id, alert_type, severity, message, resolved_at, auto_resolved,
    resolution)
  values ('service', 'heartbase', 'Heartbase', v_channel.owner_id, v_channel.tenant_id, 'test', 'critical',
    'This is a test. Alerts of this project reach you here.', now(), true, 'A test message.')
  returning id into v_alert_id;
  return jsonb_build_object('alert_id', v_alert_id,
    'notifications', private.enqueue_notifications(array[v_alert_id], 'test', send_test.channel_id));
end
$$;
comment on function private.send_test(uuid) is 'Enqueues a test message: {"alert_id", "notifications"}. Users test their own channels and their tenants''.';
revoke all on function private.send_test(uuid) from public, anon, authenticated, service_role;
grant execute on function private.send_test(uuid) to authenticated, service_role;
