-- Tenants that were given a channel for email to their owners. One is given once: who deletes it, or switches it off, has said so for
-- good. The channel itself is a row of notification_channels with source = 'owners'.
create table if not exists private.owner_channels (
  tenant_id text primary key references public.tenants (id) on delete cascade,
  made_at timestamptz not null default now()
);
comment on table private.owner_channels is 'Tenants whose owners were once given a channel for email. Written by make_owner_channels.';
comment on column private.owner_channels.tenant_id is 'The tenant.';
comment on column private.owner_channels.made_at is 'When its channel was made.';
alter table private.owner_channels enable row level security;
revoke all on private.owner_channels from public, anon, authenticated, service_role;

create unique index if not exists notification_channels_owners_idx on public.notification_channels (tenant_id) where source = 'owners';
comment on index public.notification_channels_owners_idx is 'One such channel a tenant; serves refresh_owner_channels.';

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

-- Has the channels of tenants' owners follow their addresses. Without any the channel is off, until there is one again,
-- whoever switches it on meanwhile.
-- API: private. Called by: claim_notifications, so that no message goes to who is not an owner any more; run_tenant_batch, and the
-- trigger on tenant_members.
create or replace function private.refresh_owner_channels(tenant_ids text[])
returns void
language sql
set search_path = ''
as $$
  with moved as materialized (
    select c.id, private.owner_addresses(c.tenant_id) as addresses, 'No owner of the tenant has a confirmed address.' as nobody
    from public.notification_channels c
    where c.source = 'owners' and c.tenant_id = any (refresh_owner_channels.tenant_ids)
      and (c.config -> 'to' is distinct from to_jsonb(private.owner_addresses(c.tenant_id)) or c.enabled and c.config -> 'to' = '[]')
    order by c.id
    for no key update
  )
  update public.notification_channels c
  set config = jsonb_build_object('to', m.addresses),
      enabled = m.addresses <> '{}' and (c.enabled or coalesce(c.disabled_reason = m.nobody, false)),
      disabled_reason = case when m.addresses = '{}' and c.enabled then m.nobody else c.disabled_reason end
  from moved m
  where c.id = m.id;
$$;
comment on function private.refresh_owner_channels(text[]) is 'Has the email channels of tenants'' owners follow their addresses.';
revoke all on function private.refresh_owner_channels(text[]) from public, anon, authenticated, service_role;

-- Who becomes an owner is written to from now on, who is none any more is not. Called by: triggers of tenant_members.
-- SECURITY DEFINER: it reads addresses, and writes a channel, which whoever changes members need not be allowed to.
create or replace function private.follow_owners()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refresh_owner_channels(array[case tg_op when 'DELETE' then old.tenant_id else new.tenant_id end]);
  return null;
end
$$;
comment on function private.follow_owners() is 'Trigger: the email channel of a tenant''s owners follows who they are.';
revoke all on function private.follow_owners() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_follow_owners on public.tenant_members;
create trigger tenant_members_follow_owners
  after insert or update of role or delete on public.tenant_members
  for each row execute function private.follow_owners();
