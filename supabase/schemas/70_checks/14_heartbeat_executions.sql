-- One row each time that a tenant was looked at: its heartbeat. Only results that are not plain ok are kept.
create table if not exists public.heartbeat_executions (
  execution_id uuid primary key default gen_random_uuid(),
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  role text not null,
  forced boolean not null default false,
  started_at timestamptz not null,
  completed_at timestamptz not null,
  checks_run integer not null,
  results_count integer not null,
  notifiable_count integer not null,
  suppressed_count integer not null,
  overall_status text not null constraint heartbeat_executions_overall_status_known
    check (overall_status in ('all_clear', 'has_warnings', 'has_alerts', 'has_errors')),
  notifications_sent integer not null,
  duration_ms integer not null,
  results jsonb not null default '[]',
  remediations jsonb not null default '[]',
  alert_id uuid references public.guardian_alerts (id) on delete set null
);
comment on table public.heartbeat_executions is 'Every time that a tenant was looked at. Its members read them.';
comment on column public.heartbeat_executions.execution_id is 'Identifier of the execution.';
comment on column public.heartbeat_executions.tenant_id is 'The tenant.';
comment on column public.heartbeat_executions.user_id is 'For whom: the tenant''s first owner, or whoever was named.';
comment on column public.heartbeat_executions.role is 'As what kind of tenant.';
comment on column public.heartbeat_executions.forced is 'True: it was not due.';
comment on column public.heartbeat_executions.started_at is 'When it was claimed.';
comment on column public.heartbeat_executions.completed_at is 'When its results were recorded.';
comment on column public.heartbeat_executions.checks_run is 'Checks that were asked.';
comment on column public.heartbeat_executions.results_count is 'Checks that had something to say.';
comment on column public.heartbeat_executions.notifiable_count is 'Results that are news.';
comment on column public.heartbeat_executions.suppressed_count is 'Results that are not plain ok and not told: known already, it is quiet hours, or something is being done.';
comment on column public.heartbeat_executions.overall_status is 'all_clear, has_warnings, has_alerts or has_errors.';
comment on column public.heartbeat_executions.notifications_sent is 'Messages that were enqueued or shown.';
comment on column public.heartbeat_executions.duration_ms is 'How long the evaluation took, with that of others in the same batch.';
comment on column public.heartbeat_executions.results is 'Results that are not plain ok.';
comment on column public.heartbeat_executions.remediations is 'What was done about them, and whether it helped.';
comment on column public.heartbeat_executions.alert_id is 'The alert that tells of the news, if any channel hears of it.';

create index if not exists heartbeat_executions_tenant_id_started_at_idx on public.heartbeat_executions (tenant_id, started_at desc);
comment on index public.heartbeat_executions_tenant_id_started_at_idx is
  'Serves a tenant''s history, newest first, tenant_health, row level security and the foreign key.';
create index if not exists heartbeat_executions_started_at_idx on public.heartbeat_executions using brin (started_at);
comment on index public.heartbeat_executions_started_at_idx is 'Serves prune_executions.';
create index if not exists heartbeat_executions_user_id_idx on public.heartbeat_executions (user_id) where user_id is not null;
comment on index public.heartbeat_executions_user_id_idx is 'Serves the foreign key.';
create index if not exists heartbeat_executions_alert_id_idx on public.heartbeat_executions (alert_id) where alert_id is not null;
comment on index public.heartbeat_executions_alert_id_idx is 'Serves the foreign key.';

alter table public.heartbeat_executions enable row level security;
revoke all on public.heartbeat_executions from public, anon, authenticated, service_role;
grant select on public.heartbeat_executions to authenticated;
grant select, insert, update, delete on public.heartbeat_executions to service_role;

drop policy if exists "Members and admins read executions" on public.heartbeat_executions;
create policy "Members and admins read executions" on public.heartbeat_executions
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
