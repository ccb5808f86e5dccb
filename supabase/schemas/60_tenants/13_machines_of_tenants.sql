-- A machine may belong to a tenant: its members see it, its metrics and its alerts.
alter table public.machines
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.machines.tenant_id is 'Tenant that it belongs to; null for its owner''s or the project''s own.';
create index if not exists machines_tenant_id_idx on public.machines (tenant_id);
comment on index public.machines_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No report changes it.';

drop policy if exists "Admins and owners read machines" on public.machines;
drop policy if exists "Admins, owners and members read machines" on public.machines;
create policy "Admins, owners and members read machines" on public.machines
  for select to authenticated
  using (
    user_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
  );

drop policy if exists "Admins and owners read metrics of machines" on public.machine_metrics;
drop policy if exists "Admins, owners and members read metrics of machines" on public.machine_metrics;
create policy "Admins, owners and members read metrics of machines" on public.machine_metrics
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (
      select m.id from public.machines m
      where m.user_id = (select auth.uid()) or m.tenant_id in (select private.caller_tenants())
    )
  );

drop policy if exists "Admins and owners read offline notifications" on public.machine_offline_notifications;
drop policy if exists "Admins, owners and members read offline notifications" on public.machine_offline_notifications;
create policy "Admins, owners and members read offline notifications" on public.machine_offline_notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (
      select m.id from public.machines m
      where m.user_id = (select auth.uid()) or m.tenant_id in (select private.caller_tenants())
    )
  );
