-- An interval setting. API: private. Called by: evaluators, and views that admins read.
-- SECURITY DEFINER, as private.get_setting: it exposes durations only, never a text setting.
create or replace function private.get_interval_setting(key text)
returns interval
language sql
stable
security definer
set search_path = ''
as $$
  select case d.value_type
    when 'duration' then private.parse_duration(private.get_setting(d.key))
    else private.get_setting(d.key)::interval
  end
  from private.setting_definitions d
  where d.key = get_interval_setting.key and d.value_type in ('interval', 'duration');
$$;
comment on function private.get_interval_setting(text) is
  'An interval or duration setting, or its default. Null for keys of another type.';
revoke all on function private.get_interval_setting(text) from public, anon, authenticated, service_role;
grant execute on function private.get_interval_setting(text) to authenticated, service_role;
