-- Leases at most one message per channel to the calling sender, for at most p_max_units channels, and says when more is due.
-- What a silence covers is held first. Two senders never get the same one: the channel's row is locked, and a locked channel is skipped.
-- API: service role. Called by: the edge functions notify and cron-healthcheck.
-- SECURITY DEFINER: it reads Vault and writes the outbox through private functions.
create or replace function public.claim_notifications(p_environment jsonb default null, p_max_units integer default 10)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_channel public.notification_channels;
  v_unit_id uuid;
  v_units jsonb := jsonb_build_array();
  v_leased integer := 0;
begin
  if p_max_units is null or p_max_units not between 1 and 100 then
    raise exception using errcode = '22023', message = 'invalid_max_units',
      detail = 'p_max_units must be from 1 to 100.', hint = 'Leave it out for 10.';
  end if;
  if p_environment is not null then
    perform private.sync_environment_channels(p_environment);
  end if;
  perform private.refresh_owner_channels(array(
    select c.tenant_id
    from public.notification_channels c
    where c.source = 'owners' and exists (
      select from public.notifications n
      where n.channel_id = c.id and n.state in ('pending', 'leased') and n.next_attempt_at <= v_now
    )
  ));
  perform private.sweep_notifications(v_now);
  perform private.hold_notifications(v_now);

  for v_channel in
    select c.*
    from public.notification_channels c
    where c.enabled and greatest(c.next_send_at, c.cooldown_until) <= v_now
      and exists (
        select from public.notifications n
        where n.channel_id = c.id and n.state in ('pending', 'leased') and n.next_attempt_at <= v_now
      )
    order by c.next_send_at, c.id
    for no key update skip locked
  loop
    v_unit_id := private.lease_unit(v_channel, v_now, gen_random_uuid());
    if v_unit_id is not null then
      v_units := v_units || private.describe_unit(v_unit_id);
      v_leased := v_leased + (v_units -> -1 ->> 'count')::integer;
      -- A storm on many channels is claimed in parts, so that no claim outgrows the API's statement time-out.
      exit when jsonb_array_length(v_units) >= p_max_units or v_leased >= 20000;
    end if;
  end loop;

  return jsonb_build_object(
    'now', v_now,
    'units', v_units,
    'next_due_at', private.next_delivery_at()
  );
end
$$;
comment on function public.claim_notifications(jsonb, integer) is
  'Leases due messages to a sender: {"now", "units": [...], "next_due_at"}. Service role only: units carry secrets.';
revoke all on function public.claim_notifications(jsonb, integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_notifications(jsonb, integer) to service_role;
