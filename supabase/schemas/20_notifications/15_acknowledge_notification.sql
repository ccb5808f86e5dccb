-- Takes a sender's report on a unit that it claimed. False when the lease was lost meanwhile: then nothing changes.
-- p_outcome: delivered | retry | failed (never again) | gone (the destination is gone: the channel is switched off as well).
-- p_retry_after_seconds: what the destination asked for; the backoff is never shorter.
-- p_config: what the sender learned from the provider, such as {"chat_id": "-100123"} when a Telegram group has moved. It is
-- merged into the channel's config, so that the next attempt goes there. Keys that the kind does not know, and a patch that
-- would spoil the config, are left out: an outcome is worth more than what came with it.
-- A failed test is not tried again: whoever asked for it is told now. After three failures in a row the channel cools down.
-- API: service role. Called by: the edge functions notify and cron-healthcheck.
-- SECURITY DEFINER: burying a notification opens an alert, which calls private functions.
create or replace function public.acknowledge_notification(
  p_unit_id uuid,
  p_lease uuid,
  p_outcome text,
  p_error text default null,
  p_http_status integer default null,
  p_retry_after_seconds numeric default null,
  p_config jsonb default null
)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_channel public.notification_channels;
  v_attempts integer;
  v_is_test boolean;
  v_config jsonb;
  v_now timestamptz := clock_timestamp();
  v_error text := left(coalesce(nullif(btrim(p_error), ''), 'No reason was given.'), 500);
begin
  if p_outcome is null or p_outcome not in ('delivered', 'retry', 'failed', 'gone') then
    raise exception using errcode = '22023', message = 'invalid_outcome',
      detail = format('%L is not an outcome.', p_outcome), hint = 'Use delivered, retry, failed or gone.';
  end if;
  -- The channel first, then its notifications: the order in which claim_notifications locks them.
  select c.* into v_channel
  from public.notification_channels c
  where c.id = (select n.channel_id from public.notifications n where n.id = p_unit_id)
  for no key update;
  select array_agg(u.id), max(u.attempts), bool_or(u.event = 'test')
  into v_ids, v_attempts, v_is_test
  from (
    select n.id, n.attempts, n.event
    from public.notifications n
    where (n.id = p_unit_id or n.group_id = p_unit_id) and n.lease = p_lease and n.state = 'leased'
    order by n.id
    for update
  ) u;
  if v_ids is null then
    return false;
  end if;

  if jsonb_typeof(p_config) = 'object' then
    select v_channel.config || jsonb_object_agg(p.key, p.value) into v_config
    from jsonb_each(p_config) p
    join private.channel_kinds k on k.kind = v_channel.kind and p.key = any (k.config_keys);
    if private.is_channel_config(v_channel.kind, v_config) then
      update public.notification_channels c
      set config = v_config, destination_hint = coalesce(right(v_config ->> 'chat_id', 4), c.destination_hint)
      where c.id = v_channel.id;
    end if;
  end if;

  if p_outcome = 'delivered' then
    update public.notifications n
    set state = 'delivered', lease = null, finished_at = v_now, http_status = p_http_status, last_error = null
    where n.id = any (v_ids);
    update public.notification_channels c
    set failure_count = 0, last_success_at = v_now, cooldown_until = null
    where c.id = v_channel.id;
    update public.guardian_alerts a
    set resolved_at = v_now, auto_resolved = true, resolution = 'Messages reach the channel again.'
    where a.subject_kind = 'service' and a.subject_id = 'notification_channel/' || v_channel.id
      and a.alert_type = 'delivery-failed' and a.resolved_at is null;
    return true;
  end if;

  update public.notification_channels c
  set failure_count = c.failure_count + 1,
      last_error_at = v_now,
      last_error = v_error,
      enabled = c.enabled and p_outcome <> 'gone',
      disabled_reason = case when p_outcome = 'gone' then v_error else c.disabled_reason end,
      next_send_at = greatest(c.next_send_at, v_now + least(coalesce(p_retry_after_seconds, 0), 86400) * interval '1 second'),
      cooldown_until = case
        when c.failure_count + 1 >= 3 then v_now + private.get_interval_setting('channel_cooldown')
      end
  where c.id = v_channel.id;
  update public.notifications n set http_status = p_http_status where n.id = any (v_ids);

  if p_outcome = 'retry' and not v_is_test and v_attempts < private.get_integer_setting('delivery_max_attempts') then
    update public.notifications n
    set state = 'pending',
        lease = null,
        last_error = v_error,
        next_attempt_at = b.next_attempt_at
    from (
      select v_now + greatest(
        private.delivery_backoff(v_attempts),
        least(greatest(coalesce(p_retry_after_seconds, 0), 0), 86400) * interval '1 second'
      ) as next_attempt_at
    ) b
    where n.id = any (v_ids);
  else
    perform private.bury_notifications(v_ids, v_error);
  end if;
  return true;
end
$$;
comment on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb) is
  'Reports the outcome of a claimed message; false when the lease was lost. Service role only.';
revoke all on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.acknowledge_notification(uuid, uuid, text, text, integer, numeric, jsonb) to service_role;
