-- Leases the next message of one channel, whose row the caller has locked: one notification, or all fresh ones as a group when
-- the channel has had its share of single messages for this minute. A group keeps its members and its id over retries, so that a
-- retry is the same message. A recovery waits until what came before it on this channel has ended. A test goes first and alone:
-- somebody waits for it, and it is not tried again, but for once when its sender died. What was replayed goes after what is fresh,
-- and joins no group: it has gone out under its own id, which a receiver that took it then knows.
-- Returns the unit's id, or null when nothing is due.
-- API: private. Called by: claim_notifications.
create or replace function private.lease_unit(channel public.notification_channels, now_at timestamptz, lease uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_max_attempts integer := private.get_integer_setting('delivery_max_attempts');
  v_threshold integer := private.get_integer_setting('group_threshold');
  v_burst_count integer := case
    when channel.burst_started_at > now_at - interval '1 minute' then channel.burst_count else 0
  end;
  v_fresh uuid[];
  v_lease_time interval := private.get_interval_setting('delivery_lease');
  v_unit_id uuid;
  v_is_group boolean := false;
  v_members uuid[];
begin
  -- After tests, a retry, or a group made earlier, goes first: it is older than anything fresh.
  select coalesce(n.group_id, n.id) into v_unit_id
  from public.notifications n
  where n.channel_id = channel.id and n.state in ('pending', 'leased') and n.next_attempt_at <= now_at
    and n.attempts < least(v_max_attempts, case n.event when 'test' then 2 end)
    and (n.attempts > 0 or n.event = 'test' or n.group_id is not null and n.replays = 0)
  order by n.event <> 'test', n.next_attempt_at, n.created_at, n.id
  limit 1;

  if v_unit_id is null then
    v_fresh := array(
      select n.id
      from public.notifications n
      where n.id in (
          -- The first unfinished message of each alert: a recovery waits behind its opening.
          select distinct on (o.alert_id) o.id
          from public.notifications o
          where o.channel_id = channel.id and o.state in ('pending', 'leased')
          order by o.alert_id, o.event = 'resolved', o.created_at, o.event <> 'opened'
        )
        and n.state = 'pending' and n.attempts = 0 and n.replays = 0 and n.next_attempt_at <= now_at
      order by n.created_at, n.id
      -- Bounded, so that no storm outgrows the time that a claim may take.
      limit 20000
      for update skip locked
    );
    if cardinality(v_fresh) > 0 then
      v_unit_id := v_fresh[1];
      v_is_group := cardinality(v_fresh) > 1 and v_burst_count + cardinality(v_fresh) > v_threshold;
      v_members := case when v_is_group then v_fresh else array[v_unit_id] end;
    end if;
  end if;

  if v_unit_id is null then
    select coalesce(n.group_id, n.id) into v_unit_id
    from (
      select distinct on (o.alert_id) o.*
      from public.notifications o
      where o.channel_id = channel.id and o.state in ('pending', 'leased')
      order by o.alert_id, o.event = 'resolved', o.created_at, o.event <> 'opened'
    ) n
    where n.state = 'pending' and n.next_attempt_at <= now_at and n.attempts = 0 and n.replays > 0
    order by n.created_at, n.id
    limit 1;
    if v_unit_id is null then
      return null;
    end if;
  end if;

  if v_members is null then
    v_members := array(
      select n.id from public.notifications n
      where (n.id = v_unit_id or n.group_id = v_unit_id) and n.state in ('pending', 'leased')
      for update skip locked
    );
    -- Cancelled, or being acknowledged, since it was looked up.
    if cardinality(v_members) = 0 then
      return null;
    end if;
  end if;

  update public.notifications n
  set state = 'leased',
      lease = lease_unit.lease,
      attempts = n.attempts + 1,
      group_id = case when v_is_group then v_unit_id else n.group_id end,
      next_attempt_at = now_at + v_lease_time
  where n.id = any (v_members) and n.state in ('pending', 'leased');

  update public.notification_channels c
  set next_send_at = now_at + private.send_spacing(lease_unit.channel, v_burst_count + 1 >= v_threshold),
      burst_started_at = case when v_burst_count = 0 then now_at else c.burst_started_at end,
      burst_count = v_burst_count + 1
  where c.id = channel.id;
  return v_unit_id;
end
$$;
comment on function private.lease_unit(public.notification_channels, timestamptz, uuid) is
  'Leases the next message of a channel, grouped when many are due; returns the unit id or null.';
revoke all on function private.lease_unit(public.notification_channels, timestamptz, uuid)
  from public, anon, authenticated, service_role;
