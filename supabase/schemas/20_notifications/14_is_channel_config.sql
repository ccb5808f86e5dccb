-- Whether a config is one that a channel of a kind can work with. API: private.
-- Called by: validate_channel, acknowledge_notification.
create or replace function private.is_channel_config(kind text, config jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_typeof(is_channel_config.config) = 'object' and octet_length(is_channel_config.config::text) <= 10240, false)
    and case is_channel_config.kind
      when 'email' then coalesce(
        jsonb_typeof(is_channel_config.config -> 'to') = 'array'
          and jsonb_array_length(is_channel_config.config -> 'to') between 1 and 50
          and not jsonb_path_exists(is_channel_config.config -> 'to',
            'strict $[*] ? (@.type() != "string" || !(@ like_regex "^[^@\\s]+@[^@\\s]+$"))'),
        false)
      -- One number, as E.164 writes it.
      when 'sms' then private.is_phone_config(is_channel_config.config)
      when 'whatsapp' then private.is_phone_config(is_channel_config.config)
      -- A person's id, a group's or channel's, which is negative, or a public name; perhaps a topic of a group; and which chat
      -- the sender found to have become this one.
      when 'telegram' then coalesce(
        jsonb_path_exists(is_channel_config.config,
          'strict $.chat_id ? (@.type() == "string" && @ like_regex "^(-?[1-9][0-9]{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31})$")', silent => true)
          and (not is_channel_config.config ? 'message_thread_id' or jsonb_path_exists(is_channel_config.config,
            'strict $.message_thread_id ? (@.type() == "number" && @ >= 1 && @ <= 2147483647 && @ == @.floor())', silent => true))
          and (not is_channel_config.config ? 'migrated_from' or jsonb_path_exists(is_channel_config.config,
            'strict $.migrated_from ? (@.type() == "string" && @ like_regex "^\\S{1,64}$")', silent => true))
          and (is_channel_config.config - array['chat_id', 'message_thread_id', 'migrated_from']) = '{}',
        false)
      else true
    end;
$$;
comment on function private.is_channel_config(text, jsonb) is 'Whether a channel of this kind can work with this config.';
revoke all on function private.is_channel_config(text, jsonb) from public, anon, authenticated, service_role;
