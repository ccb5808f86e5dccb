-- Whom people know a user as: the address they sign in with.
-- SECURITY DEFINER: users may not read auth.users. API: private. Called by: silence_status, for rows that its caller may see.
create or replace function private.email_of(user_id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select u.email from auth.users u where u.id = email_of.user_id;
$$;
comment on function private.email_of(uuid) is 'The address of a user.';
revoke all on function private.email_of(uuid) from public, anon, authenticated, service_role;
grant execute on function private.email_of(uuid) to authenticated, service_role;
