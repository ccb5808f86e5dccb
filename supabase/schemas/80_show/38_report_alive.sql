-- The state for admins and the service role; anybody else is refused. API: private. Called by: alive_report.
-- SECURITY DEFINER: the state is private. It decides by the role and the token of the caller.
create or replace function private.report_alive()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller not in ('service_role', current_user) and not (select public.is_admin()) then
    raise exception using errcode = '42501', message = 'not_an_admin',
      detail = 'What the boot check found is for admins.',
      hint = 'Sign in as a user whose app_metadata.role is admin. Everybody may call the edge function at /alive/status.';
  end if;
  return private.read_alive_state();
end
$$;
comment on function private.report_alive() is 'The state of the boot check, for admins and the service role.';
revoke all on function private.report_alive() from public, anon, authenticated, service_role;
grant execute on function private.report_alive() to authenticated, service_role;
