-- The confirmed addresses of the owners of a tenant, in the order in which they became members; as many as an email may have.
-- API: private. Called by: make_owner_channels, refresh_owner_channels, no_channel_reason.
create or replace function private.owner_addresses(tenant_id text)
returns text[]
language sql
stable
set search_path = ''
as $$
  select array(
    select u.email::text
    from public.tenant_members m
    join auth.users u on u.id = m.user_id
    where m.tenant_id = owner_addresses.tenant_id and m.role = 'owner' and u.email_confirmed_at is not null and u.deleted_at is null
      and private.is_channel_config('email', jsonb_build_object('to', jsonb_build_array(u.email)))
    order by m.created_at, u.email
    limit 50
  );
$$;
comment on function private.owner_addresses(text) is 'Confirmed addresses of the owners of a tenant.';
revoke all on function private.owner_addresses(text) from public, anon, authenticated, service_role;
