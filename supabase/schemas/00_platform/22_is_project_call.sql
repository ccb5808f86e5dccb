-- Whether a function runs for the project itself (the service role, or SQL as the owner) and not for a signed-in user.
-- API: private. Called by: SECURITY DEFINER functions, in which current_user is the owner.
create or replace function private.is_project_call()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(nullif(current_setting('role', true), 'none'), session_user) in ('service_role', current_user);
$$;
comment on function private.is_project_call() is 'True when the service role, or the owner in SQL, is calling.';
revoke all on function private.is_project_call() from public, anon, authenticated, service_role;
