-- What an execution told, by kind of channel: a message in the outbox, or, for the dashboard, the results themselves. A kind that the
-- tenant wants and has no channel of is here too, so that nothing is dropped without a word.
create table if not exists public.heartbeat_notifications (
  id bigint generated always as identity primary key,
  execution_id uuid not null references public.heartbeat_executions (execution_id) on delete cascade,
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  channel text not null,
  notification_id uuid references public.notifications (id) on delete set null,
  outcome text not null constraint heartbeat_notifications_outcome_known check (outcome in ('shown', 'queued', 'no_channel')),
  reason text,
  results jsonb not null default '[]',
  created_at timestamptz not null default now(),
  read_at timestamptz
);
comment on table public.heartbeat_notifications is 'What executions told, by channel. Members of the tenant read them.';
comment on column public.heartbeat_notifications.id is 'Identifier of the row.';
comment on column public.heartbeat_notifications.execution_id is 'The execution.';
comment on column public.heartbeat_notifications.tenant_id is 'The tenant.';
comment on column public.heartbeat_notifications.user_id is 'For whom.';
comment on column public.heartbeat_notifications.channel is 'Kind of channel: dashboard, email, slack …';
comment on column public.heartbeat_notifications.notification_id is 'The message in the outbox, which knows whether it arrived.';
comment on column public.heartbeat_notifications.outcome is 'shown on the dashboard, queued in the outbox, or no_channel of that kind.';
comment on column public.heartbeat_notifications.reason is 'Why no channel of the kind got it; null when one did.';
comment on column public.heartbeat_notifications.results is 'What the dashboard shows.';
comment on column public.heartbeat_notifications.created_at is 'When.';
comment on column public.heartbeat_notifications.read_at is 'When somebody read it on the dashboard.';

create index if not exists heartbeat_notifications_execution_id_idx on public.heartbeat_notifications (execution_id);
comment on index public.heartbeat_notifications_execution_id_idx is 'Serves what an execution told, and the foreign key.';
create index if not exists heartbeat_notifications_tenant_id_created_at_idx
  on public.heartbeat_notifications (tenant_id, created_at desc);
comment on index public.heartbeat_notifications_tenant_id_created_at_idx is
  'Serves the dashboard, newest first, row level security and the foreign key.';
create index if not exists heartbeat_notifications_user_id_idx on public.heartbeat_notifications (user_id) where user_id is not null;
comment on index public.heartbeat_notifications_user_id_idx is 'Serves the foreign key.';
create index if not exists heartbeat_notifications_notification_id_idx
  on public.heartbeat_notifications (notification_id) where notification_id is not null;
comment on index public.heartbeat_notifications_notification_id_idx is 'Serves the foreign key.';

alter table public.heartbeat_notifications enable row level security;
revoke all on public.heartbeat_notifications from public, anon, authenticated, service_role;
grant select on public.heartbeat_notifications to authenticated;
grant update (read_at) on public.heartbeat_notifications to authenticated;
grant select, insert, update, delete on public.heartbeat_notifications to service_role;

drop policy if exists "Members and admins read what was told" on public.heartbeat_notifications;
create policy "Members and admins read what was told" on public.heartbeat_notifications
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
drop policy if exists "Members mark what they read" on public.heartbeat_notifications;
create policy "Members mark what they read" on public.heartbeat_notifications
  for update to authenticated
  using (tenant_id in (select private.caller_tenants('{owner,admin,member}')))
  with check (tenant_id in (select private.caller_tenants('{owner,admin,member}')));
