-- Whether somebody may change, rotate and test a channel: their own, those of a tenant that they are an owner or admin of, and, for
-- admins, the project's. Null stands for the service role and the database's owner, who may change any.
-- user_id: what private.acting_user says of the caller. API: private. Called by: update_channel, rotate_signing_secret, send_test,
-- as whose owner it looks up members.
-- In PL/pgSQL, because tenants come after channels.
create or replace function private.may_change_channel(channel public.notification_channels, user_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return may_change_channel.user_id is null or coalesce(channel.owner_id = may_change_channel.user_id, false)
    or private.is_tenant_member(channel.tenant_id, '{owner,admin}')
    or channel.owner_id is null and channel.tenant_id is null and public.is_admin();
end
$$;
comment on function private.may_change_channel(public.notification_channels, uuid) is
  'Whether the acting user may change a channel: their own, one of a tenant that they are an owner or admin of, the project''s as an admin.';
revoke all on function private.may_change_channel(public.notification_channels, uuid)
  from public, anon, authenticated, service_role;
