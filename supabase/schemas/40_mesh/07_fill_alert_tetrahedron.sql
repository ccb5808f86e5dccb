-- Alerts about tetrahedrons name them by id, and their vertices see, acknowledge and resolve them.
alter table public.guardian_alerts
  add column if not exists tetrahedron_id uuid references public.tetrahedrons (id) on delete set null;
comment on column public.guardian_alerts.tetrahedron_id is 'The tetrahedron that it is about; null for other subjects.';
create index if not exists guardian_alerts_tetrahedron_id_idx
  on public.guardian_alerts (tetrahedron_id) where tetrahedron_id is not null;
comment on index public.guardian_alerts_tetrahedron_id_idx is
  'Serves the alerts of a tetrahedron, the vertices'' row level security and the foreign key.';

drop policy if exists "Admins and owners read alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners and vertices read alerts" on public.guardian_alerts;
create policy "Admins, owners and vertices read alerts" on public.guardian_alerts
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  );
drop policy if exists "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts;
create policy "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts
  for update to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  )
  with check (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  );

-- An alert about a tetrahedron may be written with its tetrahedron_id alone, or with the subject's columns alone.
-- Called by: trigger guardian_alerts_fill_tetrahedron.
create or replace function private.fill_alert_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_name text;
begin
  if new.tetrahedron_id is null and new.subject_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select t.id into new.tetrahedron_id from public.tetrahedrons t where t.id = new.subject_id::uuid;
  end if;
  if new.tetrahedron_id is not null then
    new.subject_kind := 'tetrahedron';
    new.subject_id := new.tetrahedron_id::text;
    if new.subject_name is null then
      select t.name into v_name from public.tetrahedrons t where t.id = new.tetrahedron_id;
      -- Of one that is not there the foreign key speaks.
      new.subject_name := coalesce(v_name, new.subject_id);
    end if;
  end if;
  return new;
end
$$;
comment on function private.fill_alert_tetrahedron() is 'Trigger: completes the subject of an alert about a tetrahedron.';
revoke all on function private.fill_alert_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_fill_tetrahedron on public.guardian_alerts;
create trigger guardian_alerts_fill_tetrahedron
  before insert on public.guardian_alerts
  for each row
  when (new.tetrahedron_id is not null or new.subject_kind = 'tetrahedron')
  execute function private.fill_alert_tetrahedron();
