-- An alert belongs to the tenant of its subject: the tenant's channels hear of it, its members see it, and all but viewers acknowledge
-- and resolve it. Before the channels: of a tenant that is deleted, the alerts about its channels go first.
alter table public.guardian_alerts
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.guardian_alerts.tenant_id is 'Tenant whose subject it is about; null for others.';
create index if not exists guardian_alerts_tenant_id_idx
  on public.guardian_alerts (tenant_id, created_at desc) where tenant_id is not null;
comment on index public.guardian_alerts_tenant_id_idx is
  'Serves the alerts of a tenant, newest first, the members'' row level security and the foreign key.';

drop policy if exists "Admins, owners and vertices read alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners, vertices and members read alerts" on public.guardian_alerts;
create policy "Admins, owners, vertices and members read alerts" on public.guardian_alerts
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants())
  );
drop policy if exists "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners, vertices and members handle alerts" on public.guardian_alerts;
create policy "Admins, owners, vertices and members handle alerts" on public.guardian_alerts
  for update to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants('{owner,admin,member}'))
  )
  with check (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants('{owner,admin,member}'))
  );

-- The tenant of an alert is that of its subject. Called by: trigger guardian_alerts_find_tenant.
create or replace function private.fill_alert_tenant()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  case new.subject_kind
    when 'job' then
      select j.tenant_id into new.tenant_id from public.job_heartbeats j where j.job_name = new.subject_id;
    when 'tetrahedron' then
      select t.tenant_id into new.tenant_id from public.tetrahedrons t where t.id = new.tetrahedron_id;
    when 'machine' then
      -- As a number, for the index: as text, each of many that go offline would be compared with all machines.
      select m.tenant_id into new.tenant_id
      from public.machines m
      where m.id = case when new.subject_id ~ '^[1-9][0-9]{0,17}$' then new.subject_id::bigint end;
    when 'tenant' then
      select t.id into new.tenant_id from public.tenants t where t.id = new.subject_id;
    else
      if new.subject_id like 'notification\_channel/%' then
        select c.tenant_id into new.tenant_id
        from public.notification_channels c
        where c.tenant_id is not null and c.id::text = split_part(new.subject_id, '/', 2);
      end if;
  end case;
  return new;
end
$$;
comment on function private.fill_alert_tenant() is 'Trigger: an alert belongs to the tenant of its subject.';
revoke all on function private.fill_alert_tenant() from public, anon, authenticated, service_role;

-- By its name it runs after guardian_alerts_fill_tetrahedron.
drop trigger if exists guardian_alerts_find_tenant on public.guardian_alerts;
create trigger guardian_alerts_find_tenant
  before insert on public.guardian_alerts
  for each row
  -- Not for alerts of the kind whose tenants the writer says it knows (judge_jobs): in a storm each would be looked up by itself.
  when (new.tenant_id is null and current_setting('heartbase.alert_tenants_known_of', true) is distinct from new.subject_kind)
  execute function private.fill_alert_tenant();
