-- Least time between two messages to one channel: the provider's limit, and ten seconds once a minute's burst is spent, so
-- that what comes meanwhile goes out as one grouped message. Telegram takes twenty a minute for a group or a channel, which
-- any chat may be that is not known to be a person's. API: private. Called by: lease_unit.
create or replace function private.send_spacing(channel public.notification_channels, burst_spent boolean)
returns interval
language sql
stable
set search_path = ''
as $$
  select case
    when send_spacing.burst_spent then interval '10 seconds'
    when (send_spacing.channel).kind = 'telegram' and coalesce((send_spacing.channel).config ->> 'chat_id', '') !~ '^[0-9]+$'
      then interval '3 seconds'
    else k.spacing
  end
  from private.channel_kinds k
  where k.kind = (send_spacing.channel).kind;
$$;
comment on function private.send_spacing(public.notification_channels, boolean) is
  'Least time between two messages to a channel.';
revoke all on function private.send_spacing(public.notification_channels, boolean) from public, anon, authenticated, service_role;
