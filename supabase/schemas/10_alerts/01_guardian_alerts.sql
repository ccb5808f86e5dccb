-- Every trouble of every kind of subject: opens, may be acknowledged, resolves. The row is the event: triggers on it write the
-- notifications, so that a change of state and its messages commit together, whoever made the change.
create table if not exists public.guardian_alerts (
  id uuid primary key default gen_random_uuid(),
  subject_kind text not null default 'service' constraint guardian_alerts_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text not null,
  subject_name text not null,
  owner_id uuid references auth.users (id) on delete cascade,
  alert_type text not null,
  severity text not null constraint guardian_alerts_severity_known check (severity in ('info', 'warning', 'critical')),
  message text not null,
  details jsonb not null default '{}',
  detected_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_alerted_at timestamptz not null default now(),
  reminder_count integer not null default 0,
  acknowledged_at timestamptz,
  acknowledged_by uuid references auth.users (id) on delete set null,
  resolved_at timestamptz,
  auto_resolved boolean not null default false,
  resolution text,
  resolved_details jsonb
);
comment on table public.guardian_alerts is 'Alerts about subjects. Admins see all, owners their own.';
comment on column public.guardian_alerts.id is 'Identifier of the alert.';
comment on column public.guardian_alerts.subject_kind is 'job, tetrahedron, machine, tenant or service.';
comment on column public.guardian_alerts.subject_id is 'Key of the subject within its kind, such as a job name.';
comment on column public.guardian_alerts.subject_name is 'Name of the subject as people know it.';
comment on column public.guardian_alerts.owner_id is 'User whose channels hear of it; null for the project''s own channels.';
comment on column public.guardian_alerts.alert_type is 'What is wrong, such as job-stale or job-failing.';
comment on column public.guardian_alerts.severity is 'info, warning or critical.';
comment on column public.guardian_alerts.message is 'One sentence for people. Never changes after the alert opened.';
comment on column public.guardian_alerts.details is 'Facts at the time it opened. Never changes, so that a resent message stays the same.';
comment on column public.guardian_alerts.detected_at is 'When the trouble began: the deadline that passed.';
comment on column public.guardian_alerts.created_at is 'When the row was written.';
comment on column public.guardian_alerts.last_alerted_at is 'When the opening or the latest reminder was enqueued.';
comment on column public.guardian_alerts.reminder_count is 'Reminders so far; the slot of the latest one.';
comment on column public.guardian_alerts.acknowledged_at is 'When somebody took it on: no reminders after that.';
comment on column public.guardian_alerts.acknowledged_by is 'Who took it on.';
comment on column public.guardian_alerts.resolved_at is 'When it ended; null while open.';
comment on column public.guardian_alerts.auto_resolved is 'True when the subject came back by itself.';
comment on column public.guardian_alerts.resolution is 'Why it ended, one sentence.';
comment on column public.guardian_alerts.resolved_details is
  'Facts at the time the subject came back, in the form of details; null when it ended otherwise.';

create unique index if not exists guardian_alerts_open_idx
  on public.guardian_alerts (subject_kind, subject_id, alert_type) where resolved_at is null;
comment on index public.guardian_alerts_open_idx is
  'At most one open alert per subject and type; serves every look-up of a subject''s open alerts.';
create index if not exists guardian_alerts_subject_kind_subject_id_idx
  on public.guardian_alerts (subject_kind, subject_id, created_at desc);
comment on index public.guardian_alerts_subject_kind_subject_id_idx is 'Serves a subject''s history, newest first.';
create index if not exists guardian_alerts_created_at_idx on public.guardian_alerts (created_at desc);
comment on index public.guardian_alerts_created_at_idx is 'Serves healthcheck_recent_alerts.';
create index if not exists guardian_alerts_last_alerted_at_idx
  on public.guardian_alerts (last_alerted_at desc) where resolved_at is null;
comment on index public.guardian_alerts_last_alerted_at_idx is 'Serves the open alerts of healthcheck_recent_alerts, latest first.';
create index if not exists guardian_alerts_resolved_at_idx
  on public.guardian_alerts (resolved_at) where resolved_at is not null;
comment on index public.guardian_alerts_resolved_at_idx is 'Serves prune_history.';
create index if not exists guardian_alerts_owner_id_idx on public.guardian_alerts (owner_id) where owner_id is not null;
comment on index public.guardian_alerts_owner_id_idx is 'Serves the owner''s row level security and the foreign key.';
create index if not exists guardian_alerts_acknowledged_by_idx
  on public.guardian_alerts (acknowledged_by) where acknowledged_by is not null;
comment on index public.guardian_alerts_acknowledged_by_idx is 'Serves the foreign key.';

alter table public.guardian_alerts enable row level security;
revoke all on public.guardian_alerts from public, anon, authenticated, service_role;
grant select on public.guardian_alerts to authenticated;
grant update (acknowledged_at, acknowledged_by, resolved_at, resolution) on public.guardian_alerts to authenticated;
grant select, insert, update, delete on public.guardian_alerts to service_role;

drop policy if exists "Admins and owners read alerts" on public.guardian_alerts;
create policy "Admins and owners read alerts" on public.guardian_alerts
  for select to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()));
drop policy if exists "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts;
create policy "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts
  for update to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()))
  with check (owner_id = (select auth.uid()) or (select public.is_admin()));
