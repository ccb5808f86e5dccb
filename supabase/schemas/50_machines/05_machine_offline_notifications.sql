-- Which machines their owners know to be offline, and since when they do: while a row is here, nobody is told again.
create table if not exists public.machine_offline_notifications (
  machine_id bigint primary key references public.machines (id) on delete cascade,
  notified_at timestamptz not null
);
comment on table public.machine_offline_notifications is 'Machines whose silence was told. Their owners and admins see them.';
comment on column public.machine_offline_notifications.machine_id is 'The machine.';
comment on column public.machine_offline_notifications.notified_at is 'When the notice was written.';

alter table public.machine_offline_notifications enable row level security;
revoke all on public.machine_offline_notifications from public, anon, authenticated, service_role;
grant select on public.machine_offline_notifications to authenticated;
grant select, insert, update, delete on public.machine_offline_notifications to service_role;

drop policy if exists "Admins and owners read offline notifications" on public.machine_offline_notifications;
create policy "Admins and owners read offline notifications" on public.machine_offline_notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (select m.id from public.machines m where m.user_id = (select auth.uid()))
  );
