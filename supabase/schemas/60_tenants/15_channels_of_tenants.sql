-- A channel may belong to a tenant: it hears of the tenant's alerts, its members see it, and owners and admins of the tenant change it.
alter table public.notification_channels
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.notification_channels.tenant_id is 'Tenant whose alerts it hears; null for a user''s or the project''s own.';
create index if not exists notification_channels_tenant_id_idx on public.notification_channels (tenant_id) where tenant_id is not null;
comment on index public.notification_channels_tenant_id_idx is
  'Serves the fan-out of an alert to its tenant''s channels, row level security and the foreign key.';
alter table public.notification_channels drop constraint if exists notification_channels_one_owner;
alter table public.notification_channels
  add constraint notification_channels_one_owner check (num_nonnulls(owner_id, tenant_id) <= 1);

drop policy if exists "Admins and owners read channels" on public.notification_channels;
drop policy if exists "Admins, owners and members read channels" on public.notification_channels;
create policy "Admins, owners and members read channels" on public.notification_channels
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
  );
drop policy if exists "Admins and owners change channels" on public.notification_channels;
create policy "Admins and owners change channels" on public.notification_channels
  for update to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or tenant_id in (select private.caller_tenants('{owner,admin}'))
  )
  with check (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or tenant_id in (select private.caller_tenants('{owner,admin}'))
  );
drop policy if exists "Admins and owners delete channels" on public.notification_channels;
create policy "Admins and owners delete channels" on public.notification_channels
  for delete to authenticated
  using (
    source <> 'environment' and (
      owner_id = (select auth.uid()) or (select public.is_admin())
      or tenant_id in (select private.caller_tenants('{owner,admin}'))
    )
  );

drop policy if exists "Admins and owners read notifications" on public.notifications;
drop policy if exists "Admins, owners and members read notifications" on public.notifications;
create policy "Admins, owners and members read notifications" on public.notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or channel_id in (
      select c.id from public.notification_channels c
      where c.owner_id = (select auth.uid()) or c.tenant_id in (select private.caller_tenants())
    )
  );
