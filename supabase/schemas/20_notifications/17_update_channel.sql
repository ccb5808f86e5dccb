-- Changes what is given of a channel and leaves the rest. A new destination begins anew: failures of the old one do not count
-- against it. A new signing secret takes over as in a rotation.
-- API: private. Called by: update_notification_channel.
-- SECURITY DEFINER: it writes Vault and the row. Who calls, and whose channel it is, it finds out by itself.
create or replace function private.update_channel(
  channel_id uuid, name text, destination text, signing_secret text, config jsonb, min_severity text, subject_kinds text[],
  enabled boolean
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_destination text := btrim(update_channel.destination);
  v_channel public.notification_channels;
  v_begins_anew boolean := update_channel.destination is not null or update_channel.config is not null;
begin
  select c.* into v_channel
  from public.notification_channels c
  where c.id = update_channel.channel_id and private.may_change_channel(c, v_user_id)
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'channel_not_found',
      detail = 'There is no channel with this id that you may change.',
      hint = 'List them with: select id, name from notification_channels;';
  end if;
  if v_channel.source = 'environment' and (v_begins_anew or update_channel.signing_secret is not null) then
    raise exception using errcode = '22023', message = 'environment_channel',
      detail = 'Where this channel goes is decided by the secrets of the edge functions.',
      hint = 'Set those, or make a channel with create_notification_channel.';
  end if;
  if v_channel.source = 'owners' and v_begins_anew then
    raise exception using errcode = '22023', message = 'owners_channel',
      detail = 'This channel goes to the addresses of the tenant''s owners, and follows them.',
      hint = 'Make another with create_tenant_channel, and delete this one or switch it off.';
  end if;
  if v_user_id is not null and not public.is_admin() and v_begins_anew
    and not (select k.is_for_users from private.channel_kinds k where k.kind = v_channel.kind) then
    raise exception using errcode = '42501', message = 'channel_kind_not_allowed',
      detail = format('Channels of the kind %s use the project''s own account, so that only the project says where they go.', v_channel.kind),
      hint = 'Ask the project to change it; its name, filters and switch are yours.';
  end if;
  perform private.validate_channel(
    v_channel.kind, update_channel.name, v_destination, update_channel.signing_secret, update_channel.config,
    update_channel.min_severity, update_channel.subject_kinds
  );

  if v_destination is not null then
    perform private.set_secret('heartbase_channel_' || v_channel.id || '_destination', v_destination);
  end if;
  if update_channel.signing_secret is not null then
    perform private.set_signing_secret(v_channel.id, update_channel.signing_secret);
  end if;
  update public.notification_channels c
  set name = coalesce(btrim(update_channel.name), c.name),
      config = coalesce(update_channel.config, c.config),
      destination_hint = coalesce(right(coalesce(v_destination, private.recipient_of(v_channel.kind, update_channel.config)), 4), c.destination_hint),
      min_severity = coalesce(update_channel.min_severity, c.min_severity),
      subject_kinds = case
        when update_channel.subject_kinds is null then c.subject_kinds else nullif(update_channel.subject_kinds, '{}')
      end,
      enabled = coalesce(update_channel.enabled, c.enabled),
      failure_count = case when v_begins_anew then 0 else c.failure_count end,
      cooldown_until = case when not v_begins_anew then c.cooldown_until end,
      updated_at = now()
  where c.id = v_channel.id;
end
$$;
comment on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean) is
  'Changes what is not null of a channel. Users change their own and their tenants'', admins the project''s.';
revoke all on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.update_channel(uuid, text, text, text, jsonb, text, text[], boolean) to authenticated, service_role;
