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
