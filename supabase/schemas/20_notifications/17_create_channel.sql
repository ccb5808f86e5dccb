-- Makes a channel and puts its secrets into Vault. A signing secret that was made here is in the answer, and nowhere else again.
-- A signed-in user makes their own, up to the setting channels_per_user; an admin who says for_project, the project's; the service
-- role the project's and anybody's.
-- API: private. Called by: create_notification_channel.
-- SECURITY DEFINER: it writes Vault and the row. Who calls, and for whom, it finds out by itself.
create or replace function private.create_channel(
  name text, kind text, destination text, config jsonb, min_severity text, subject_kinds text[], owner_id uuid, signing_secret text,
  enabled boolean, for_project boolean
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := private.acting_user();
  v_id uuid := gen_random_uuid();
  v_config jsonb := coalesce(create_channel.config, '{}');
  v_destination text := nullif(btrim(create_channel.destination), '');
  v_kind private.channel_kinds;
  v_secret text := create_channel.signing_secret;
begin
  if create_channel.for_project and v_user_id is not null then
    if not public.is_admin() then
      raise exception using errcode = '42501', message = 'not_an_admin',
        detail = 'Admins make the project''s channels.', hint = 'Leave p_for_project out to make one of your own.';
    end if;
    v_user_id := null;
  end if;
  if create_channel.for_project and create_channel.owner_id is not null then
    raise exception using errcode = '22023', message = 'invalid_owner',
      detail = 'A channel of the project is nobody''s own.', hint = 'Give p_owner_id or p_for_project, not both.';
  end if;
  select k.* into v_kind from private.channel_kinds k where k.kind = create_channel.kind;
  perform private.validate_channel(
    create_channel.kind, coalesce(create_channel.name, ''),
    -- What must be there is looked at even when it is missing.
    case when v_kind.has_destination then coalesce(v_destination, '') else v_destination end,
    v_secret, v_config, create_channel.min_severity, create_channel.subject_kinds
  );
  if v_user_id is not null then
    if create_channel.owner_id <> v_user_id then
      raise exception using errcode = '42501', message = 'not_the_owner',
        detail = 'Signed-in users make channels of their own only.', hint = 'Leave p_owner_id out.';
    end if;
    if not v_kind.is_for_users then
      raise exception using errcode = '42501', message = 'channel_kind_not_allowed',
        detail = format('Channels of the kind %s use the project''s own account, so that only the project makes them.', v_kind.kind),
        hint = 'Use ' || (select string_agg(k.kind, ', ' order by k.kind) from private.channel_kinds k where k.is_for_users) || '.';
    end if;
    -- One after the other, or two at once would both find room for the last one.
    perform pg_advisory_xact_lock(hashtextextended('heartbase_channels ' || v_user_id, 0));
    if (select count(*) from public.notification_channels c where c.owner_id = v_user_id)
      >= private.get_integer_setting('channels_per_user') then
      raise exception using errcode = 'PT409', message = 'too_many_channels',
        detail = format('A user may have %s channels.', private.get_integer_setting('channels_per_user')),
        hint = 'Delete one, or have the setting channels_per_user raised.';
    end if;
  end if;

  insert into public.notification_channels
    (id, name, kind, owner_id, config, destination_hint, min_severity, subject_kinds, enabled)
  values (v_id, btrim(create_channel.name), v_kind.kind, coalesce(v_user_id, create_channel.owner_id), v_config,
    right(coalesce(v_destination, private.recipient_of(v_kind.kind, v_config)), 4), coalesce(create_channel.min_severity, 'info'),
    nullif(create_channel.subject_kinds, '{}'), coalesce(create_channel.enabled, true));
  if v_destination is not null then
    perform private.set_secret('heartbase_channel_' || v_id || '_destination', v_destination);
  end if;
  if v_kind.kind = 'webhook' then
    v_secret := coalesce(v_secret, private.generate_signing_secret());
    perform private.set_signing_secret(v_id, v_secret);
  end if;
  -- Whoever chose the secret knows it.
  return jsonb_strip_nulls(jsonb_build_object('id', v_id,
    'signing_secret', case when create_channel.signing_secret is null then v_secret end));
end
$$;
comment on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean) is
  'Makes a channel: {"id", "signing_secret"}. Users make their own, admins the project''s.';
revoke all on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.create_channel(text, text, text, jsonb, text, text[], uuid, text, boolean, boolean)
  to authenticated, service_role;
