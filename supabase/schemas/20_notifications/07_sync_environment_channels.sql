-- Switches the environment channels on or off: on when the edge functions, or Vault, hold the secrets of that kind. A channel
-- that comes on hears of the alerts that are open, so that trouble from before the secrets were set is not lost.
-- One that somebody switched off, or whose destination is gone, stays off until somebody switches it on.
-- environment: {"slack": bool, "email": bool, …, "sends": ["email", …]}, what the calling function has secrets for: an environment
-- channel, and messages to channels of the kind that are not the environment's. Tenants that wait for email to be sendable are given
-- their channel then.
-- API: private. Called by: claim_notifications.
create or replace function private.sync_environment_channels(environment jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_channel record;
begin
  for v_channel in
    select c.id, w.wanted
    from public.notification_channels c
    join private.channel_kinds k on k.kind = c.kind
    cross join lateral (
      select coalesce((sync_environment_channels.environment ->> c.kind)::boolean, false) or (
        select count(*) from vault.secrets s where s.name = any (k.environment_secrets)
      ) = cardinality(k.environment_secrets) as wanted
    ) w
    where c.source = 'environment'
      and case
        when w.wanted then not c.enabled and c.disabled_reason = private.missing_secrets_reason(c.kind)
        else c.enabled or c.disabled_reason <> private.missing_secrets_reason(c.kind)
      end
    for update of c
  loop
    update public.notification_channels c
    set enabled = v_channel.wanted,
        disabled_reason = case when not v_channel.wanted then private.missing_secrets_reason(c.kind) end
    where c.id = v_channel.id;
    if v_channel.wanted then
      perform private.enqueue_notifications(
        array(select a.id from public.guardian_alerts a where a.resolved_at is null and a.owner_id is null),
        'opened', v_channel.id
      );
    end if;
  end loop;

  update private.channel_kinds k
  set can_send = coalesce(sync_environment_channels.environment -> 'sends' ? k.kind, false)
  where k.can_send is distinct from coalesce(sync_environment_channels.environment -> 'sends' ? k.kind, false);
  if found then
    perform private.make_owner_channels();
  end if;
end
$$;
comment on function private.sync_environment_channels(jsonb) is
  'Switches environment channels on or off by the secrets that exist; a channel that comes on hears of open alerts.';
revoke all on function private.sync_environment_channels(jsonb) from public, anon, authenticated, service_role;
