-- An integer setting. API: private. Called by: the delivery core.
create or replace function private.get_integer_setting(key text)
returns integer
language sql
stable
set search_path = ''
as $$
  select private.get_setting(get_integer_setting.key)::integer;
$$;
comment on function private.get_integer_setting(text) is 'An integer setting, or its default.';
revoke all on function private.get_integer_setting(text) from public, anon, authenticated, service_role;
