-- The one chat or number that a config names, whose end is a channel's hint. API: private. Called by: create_channel, update_channel.
create or replace function private.recipient_of(kind text, config jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when recipient_of.kind = 'telegram' then recipient_of.config ->> 'chat_id'
    when recipient_of.kind in ('sms', 'whatsapp') then recipient_of.config ->> 'to'
  end;
$$;
comment on function private.recipient_of(text, jsonb) is 'The one chat or number that a config names; null for other kinds.';
revoke all on function private.recipient_of(text, jsonb) from public, anon, authenticated, service_role;
