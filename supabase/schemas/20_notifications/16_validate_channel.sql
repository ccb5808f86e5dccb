-- Refuses what a channel of a kind cannot have, with a clear error (22023). Null is not looked at: it is not to be changed.
-- API: private. Called by: create_channel, update_channel.
create or replace function private.validate_channel(
  kind text, name text, destination text, signing_secret text, config jsonb, min_severity text, subject_kinds text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_kind private.channel_kinds;
begin
  select k.* into v_kind from private.channel_kinds k where k.kind = validate_channel.kind;
  if not found then
    raise exception using errcode = '22023', message = 'invalid_channel_kind',
      detail = format('%L is not a kind of channel.', validate_channel.kind),
      hint = 'Use ' || (select string_agg(k.kind, ', ' order by k.kind) from private.channel_kinds k) || '.';
  end if;
  if not v_kind.has_destination and validate_channel.destination is not null then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = format('A channel of the kind %s has no URL.', v_kind.kind),
      hint = 'Leave p_destination out, and say in p_config where messages go.';
  end if;
  -- The host ends at the first slash, question mark or hash, and a backslash is a slash to whoever fetches it.
  if validate_channel.destination !~ '^https?://[^[:space:][:cntrl:]/?#@\\]+([/?#][^[:space:][:cntrl:]]*)?$'
    or length(validate_channel.destination) > 2000 then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'A push, slack or webhook channel needs the URL to post to, without a user name or password in it.',
      hint = 'Give it as p_destination, at most 2000 characters. It must be https, but for the local stack.';
  end if;
  if v_kind.kind = 'push' and validate_channel.destination !~ '/[-_A-Za-z0-9]{1,64}$' then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'The URL of a push channel ends with the name of its topic: 1 to 64 letters, digits, _ and -.',
      hint = 'Such as https://ntfy.sh/ and a name that nobody can guess.';
  end if;
  -- A project that is itself reached by https is no local stack: a send would be refused there.
  if validate_channel.destination like 'http://%' and private.get_setting('edge_base_url') like 'https://%' then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'The URL to post to must start with https://.', hint = 'Plain http is for the local stack only.';
  end if;
  if char_length(btrim(validate_channel.name)) not between 1 and 200 or validate_channel.name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_channel_name',
      detail = 'A channel name has 1 to 200 characters, and no control characters.', hint = 'Pass p_name, such as ''Ops''.';
  end if;
  if validate_channel.min_severity is not null and private.severity_rank(validate_channel.min_severity) is null then
    raise exception using errcode = '22023', message = 'invalid_severity',
      detail = format('%L is not a severity.', validate_channel.min_severity), hint = 'Use info, warning or critical.';
  end if;
  if not coalesce(validate_channel.subject_kinds <@ array['job', 'tetrahedron', 'machine', 'tenant', 'service'], true) then
    raise exception using errcode = '22023', message = 'invalid_subject_kinds',
      detail = 'A kind of subject is job, tetrahedron, machine, tenant or service.', hint = 'Leave it out for all.';
  end if;
  if validate_channel.signing_secret is not null and v_kind.kind <> 'webhook' then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'Only webhooks are signed.', hint = 'Leave p_signing_secret out.';
  end if;
  if char_length(validate_channel.signing_secret) not between 16 and 128 then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'A signing secret has 16 to 128 characters.', hint = 'Leave p_signing_secret out to have one made.';
  end if;
  if validate_channel.signing_secret like 'whsec\_%'
    and validate_channel.signing_secret !~ '^whsec_([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$' then
    raise exception using errcode = '22023', message = 'invalid_signing_secret',
      detail = 'What follows whsec_ in a signing secret is base64.', hint = 'Leave whsec_ out to have the text itself be the key.';
  end if;
  if validate_channel.config is not null and not private.is_channel_config(v_kind.kind, validate_channel.config) then
    raise exception using errcode = '22023',
      message = case v_kind.kind when 'email' then 'invalid_recipients' when 'telegram' then 'invalid_chat' when 'sms' then 'invalid_number' when 'whatsapp' then 'invalid_number'
        else 'invalid_config' end,
      detail = case v_kind.kind
        when 'email' then 'An email channel needs 1 to 50 recipients.'
        when 'sms' then 'An SMS channel needs one telephone number, with its country code.'
        when 'whatsapp' then 'A WhatsApp channel needs one telephone number, with its country code.'
        when 'telegram' then 'A Telegram channel needs the id of a chat, or the @name of a public one; message_thread_id is a whole number.'
        else 'A config is a JSON object of at most 10 kB.'
      end,
      hint = case v_kind.kind
        when 'email' then 'Give p_config as {"to": ["ops@example.com"]}.'
        when 'sms' then 'Give p_config as {"to": "+15550100"}.'
        when 'whatsapp' then 'Give p_config as {"to": "+15550100"}.'
        when 'telegram' then 'Give p_config as {"chat_id": "123456789"}; a group''s id begins with a minus.'
        else 'Leave p_config out.'
      end;
  end if;
end
$$;
comment on function private.validate_channel(text, text, text, text, jsonb, text, text[]) is
  'Refuses what a channel of this kind cannot have; nulls are not looked at.';
revoke all on function private.validate_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;
