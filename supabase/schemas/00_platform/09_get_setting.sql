-- The value of a setting, or its default, or null when it has neither.
-- SECURITY DEFINER: views that run as the signed-in caller need defaults that the caller may not read by row.
-- API: private. Called by: the typed getters.
create or replace function private.get_setting(key text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    (select s.value from public.app_settings s where s.key = get_setting.key),
    (select d.default_value from private.setting_definitions d where d.key = get_setting.key)
  );
$$;
comment on function private.get_setting(text) is 'Value of a setting, else its default, else null.';
revoke all on function private.get_setting(text) from public, anon, authenticated, service_role;
