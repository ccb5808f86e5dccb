-- A job may belong to a tenant: its members see it and its alerts.
alter table public.job_heartbeats
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.job_heartbeats.tenant_id is 'Tenant that it belongs to; null for the project.';
create index if not exists job_heartbeats_tenant_id_idx on public.job_heartbeats (tenant_id);
comment on index public.job_heartbeats_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No heartbeat changes it.';

drop policy if exists "Admins read jobs" on public.job_heartbeats;
drop policy if exists "Admins and members read jobs" on public.job_heartbeats;
create policy "Admins and members read jobs" on public.job_heartbeats
  for select to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants()));
