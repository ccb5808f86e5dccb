-- The known settings with what they are and what they may be. Keys that nobody knows are left out, whatever they hold.
-- API: private. Called by: list_settings. SECURITY DEFINER: definitions are private. That the caller is an admin, or the project
-- itself, it finds out by itself.
create or replace function private.describe_settings()
returns table (
  key text, value_type text, value text, default_value text, is_default boolean, minimum text, maximum text, description text,
  can_change boolean, updated_at timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_project_call() and not public.is_admin() then
    raise exception using errcode = '42501', message = 'not_an_admin',
      detail = 'Settings are for admins of the application.', hint = 'Ask somebody to give you the role.';
  end if;
  return query
  select d.key, d.value_type, coalesce(s.value, d.default_value), d.default_value, s.key is null, d.minimum, d.maximum, d.description,
    private.is_project_call() or d.key <> 'edge_base_url', s.updated_at
  from private.setting_definitions d
  left join public.app_settings s on s.key = d.key
  order by d.key;
end
$$;
comment on function private.describe_settings() is 'Known settings with their type, value, default and bounds, for admins.';
revoke all on function private.describe_settings() from public, anon, authenticated, service_role;
grant execute on function private.describe_settings() to authenticated, service_role;
