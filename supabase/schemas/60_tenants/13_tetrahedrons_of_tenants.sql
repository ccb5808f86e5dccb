-- A tetrahedron may belong to a tenant: its members see it and its alerts.
alter table public.tetrahedrons
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.tetrahedrons.tenant_id is 'Tenant that it belongs to; null for its vertices alone.';
create index if not exists tetrahedrons_tenant_id_idx on public.tetrahedrons (tenant_id);
comment on index public.tetrahedrons_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No heartbeat changes it.';

drop policy if exists "Vertices read their tetrahedrons" on public.tetrahedrons;
drop policy if exists "Vertices and members read their tetrahedrons" on public.tetrahedrons;
create policy "Vertices and members read their tetrahedrons" on public.tetrahedrons
  for select to authenticated
  using (vertices @> array[(select auth.uid())::text] or tenant_id in (select private.caller_tenants()));
