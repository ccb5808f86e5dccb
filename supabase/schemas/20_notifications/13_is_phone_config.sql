-- Whether a config names one telephone number, and nothing else. API: private. Called by: is_channel_config.
create or replace function private.is_phone_config(config jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    jsonb_path_exists(is_phone_config.config,
      'strict $.to ? (@.type() == "string" && @ like_regex "^\\+[1-9][0-9]{6,14}$")', silent => true)
      and (is_phone_config.config - 'to') = '{}',
    false);
$$;
comment on function private.is_phone_config(jsonb) is 'Whether a config names one telephone number, such as {"to": "+15550100"}.';
revoke all on function private.is_phone_config(jsonb) from public, anon, authenticated, service_role;
