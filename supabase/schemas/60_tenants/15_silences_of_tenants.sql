-- A silence may be a tenant's: it covers the tenant's alerts, its members see it, and owners and admins of the tenant make and end it.
alter table public.silences
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.silences.tenant_id is 'Tenant whose alerts it covers; null for a user''s and the project''s silences.';
create index if not exists silences_tenant_id_idx on public.silences (tenant_id) where tenant_id is not null;
comment on index public.silences_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';
alter table public.silences drop constraint if exists silences_one_owner;
alter table public.silences add constraint silences_one_owner check (num_nonnulls(owner_id, tenant_id) <= 1);

drop policy if exists "Admins and owners read silences" on public.silences;
drop policy if exists "Admins, owners and members read silences" on public.silences;
create policy "Admins, owners and members read silences" on public.silences
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
    or alert_id in (select a.id from public.guardian_alerts a)
  );
