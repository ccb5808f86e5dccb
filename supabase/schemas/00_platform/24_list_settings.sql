-- API: admins, the service role, and SQL in the dashboard. Error: not_an_admin (42501, HTTP 403).
create or replace function public.list_settings()
returns table (
  key text, value_type text, value text, default_value text, is_default boolean, minimum text, maximum text, description text,
  can_change boolean, updated_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select * from private.describe_settings();
$$;
comment on function public.list_settings() is
  'Known settings: type, value, default, bounds, what they mean, and whether the caller may change them. Admins only.';
revoke all on function public.list_settings() from public, anon, authenticated, service_role;
grant execute on function public.list_settings() to authenticated, service_role;
