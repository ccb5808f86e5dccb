-- Whether the caller's token carries the admin role in app_metadata, which only the service key can write.
-- user_metadata is never read: every user can write their own.
-- API: signed-in users. Called by: row level security policies.
create or replace function public.is_admin()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin', false);
$$;
comment on function public.is_admin() is
  'True when the caller''s JWT has app_metadata.role = admin. Never reads user_metadata.';
revoke all on function public.is_admin() from public, anon, authenticated, service_role;
grant execute on function public.is_admin() to authenticated, service_role;
