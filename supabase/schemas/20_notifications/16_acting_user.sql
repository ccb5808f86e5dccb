-- Whose channels the caller manages: null for the service role and the database's owner, who manage all, otherwise the signed-in
-- user. To be asked from within a SECURITY DEFINER function: there current_user is the owner, and `role` still the caller's.
-- API: private. Called by: create_channel, update_channel, rotate_signing_secret, send_test.
create or replace function private.acting_user()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_user_id uuid;
begin
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller = current_user or pg_has_role(v_caller, 'service_role', 'usage') then
    return null;
  end if;
  v_user_id := (select auth.uid());
  if v_user_id is null then
    raise exception using errcode = '42501', message = 'not_signed_in',
      detail = 'Channels are managed by signed-in users, each their own.', hint = 'Sign in, or use the secret key.';
  end if;
  return v_user_id;
end
$$;
comment on function private.acting_user() is 'The signed-in user who calls; null for the service role and the database''s owner.';
revoke all on function private.acting_user() from public, anon, authenticated, service_role;
