-- Makes a channel and puts its secrets into Vault. A webhook's signing secret is in the answer, and nowhere else again.
-- API: service role, and SQL in the dashboard. SECURITY DEFINER: it writes Vault through private functions.
create or replace function public.create_notification_channel(
  p_name text,
  p_kind text,
  p_destination text default null,
  p_config jsonb default '{}',
  p_min_severity text default 'info',
  p_subject_kinds text[] default null,
  p_owner_id uuid default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_id uuid := gen_random_uuid();
  v_destination text := nullif(btrim(p_destination), '');
  v_signing_secret text;
begin
  if p_kind is null or p_kind not in ('slack', 'email', 'webhook') then
    raise exception using errcode = '22023', message = 'invalid_channel_kind',
      detail = format('%L is not a kind of channel.', p_kind), hint = 'Use slack, email or webhook.';
  end if;
  if p_kind in ('slack', 'webhook') and (v_destination is null or v_destination !~ '^https?://[^\s]+$' or length(v_destination) > 2000) then
    raise exception using errcode = '22023', message = 'invalid_destination',
      detail = 'A slack or webhook channel needs the URL to post to.',
      hint = 'Give it as p_destination, at most 2000 characters. It must be https, but for the local stack.';
  end if;
  if p_name is null or char_length(btrim(p_name)) not between 1 and 200 then
    raise exception using errcode = '22023', message = 'invalid_channel_name',
      detail = 'A channel name has 1 to 200 characters.', hint = 'Pass p_name, such as ''Ops''.';
  end if;
  if private.severity_rank(coalesce(p_min_severity, 'info')) is null then
    raise exception using errcode = '22023', message = 'invalid_severity',
      detail = format('%L is not a severity.', p_min_severity), hint = 'Use info, warning or critical.';
  end if;
  if not coalesce(p_subject_kinds <@ array['job', 'tetrahedron', 'machine', 'tenant', 'service'], true) then
    raise exception using errcode = '22023', message = 'invalid_subject_kinds',
      detail = 'A kind of subject is job, tetrahedron, machine, tenant or service.', hint = 'Leave it out for all.';
  end if;
  if p_kind = 'email' and coalesce(jsonb_typeof(p_config -> 'to') <> 'array' or jsonb_array_length(p_config -> 'to') not between 1 and 50
    or jsonb_path_exists(p_config -> 'to', 'strict $[*] ? (@.type() != "string" || !(@ like_regex "^[^@\\s]+@[^@\\s]+$"))'), true) then
    raise exception using errcode = '22023', message = 'invalid_recipients',
      detail = 'An email channel needs 1 to 50 recipients.', hint = 'Give p_config as {"to": ["ops@example.com"]}.';
  end if;

  insert into public.notification_channels (id, name, kind, owner_id, config, destination_hint, min_severity, subject_kinds)
  values (v_id, btrim(p_name), p_kind, p_owner_id, coalesce(p_config, '{}'), right(v_destination, 4),
    coalesce(p_min_severity, 'info'), p_subject_kinds);
  if v_destination is not null then
    perform private.set_secret('heartbase_channel_' || v_id || '_destination', v_destination);
  end if;
  if p_kind = 'webhook' then
    v_signing_secret := private.generate_signing_secret();
    perform private.set_secret('heartbase_channel_' || v_id || '_signing', v_signing_secret);
  end if;
  return jsonb_strip_nulls(jsonb_build_object('id', v_id, 'signing_secret', v_signing_secret));
end
$$;
comment on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid) is
  'Makes a slack, email or webhook channel: {"id", "signing_secret"}; the signing secret is shown this once.';
revoke all on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.create_notification_channel(text, text, text, jsonb, text, text[], uuid) to service_role;
