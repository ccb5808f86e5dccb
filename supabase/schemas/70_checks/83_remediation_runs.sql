-- What was done about what checks found, and what was not done: a row each time that a remediation was begun, and one for each reason
-- for which it had to wait, once.
create table if not exists public.remediation_runs (
  run_id uuid primary key default gen_random_uuid(),
  remediation_id bigint references public.check_remediations (id) on delete set null,
  definition_id bigint references public.check_definitions (definition_id) on delete set null,
  tenant_id text not null references public.tenants (id) on delete cascade,
  tenant_ids text[] not null,
  check_id text not null,
  action text not null,
  kind text not null,
  status text not null constraint remediation_runs_status_known check (status in ('running', 'succeeded', 'failed', 'skipped')),
  reason text constraint remediation_runs_reason_known check (reason in ('cooldown', 'max_per_day')),
  is_last boolean not null default false,
  execution_id uuid not null,
  seen jsonb not null,
  lease uuid,
  lease_expires_at timestamptz,
  started_at timestamptz not null,
  called_at timestamptz,
  finished_at timestamptz,
  result jsonb,
  error text,
  status_before text not null,
  status_after text,
  constraint remediation_runs_leased_while_running check ((status = 'running') = (lease is not null)),
  constraint remediation_runs_reason_of_skipped check ((status = 'skipped') = (reason is not null))
);
comment on table public.remediation_runs is 'Runs of remediations and what became of them. Members of the tenant read them.';
comment on column public.remediation_runs.run_id is 'Identifier of the run.';
comment on column public.remediation_runs.remediation_id is 'What was attached; null when that is gone.';
comment on column public.remediation_runs.definition_id is 'The check, while there is one.';
comment on column public.remediation_runs.tenant_id is 'The tenant whose execution brought it about.';
comment on column public.remediation_runs.tenant_ids is 'Tenants whose news of the check wait for it: several for a check of the platform.';
comment on column public.remediation_runs.check_id is 'Id of the check.';
comment on column public.remediation_runs.action is 'Name of the action.';
comment on column public.remediation_runs.kind is 'rpc or edge_function.';
comment on column public.remediation_runs.status is 'running, succeeded, failed, or skipped: it had to wait.';
comment on column public.remediation_runs.reason is 'Why it was skipped: cooldown or max_per_day.';
comment on column public.remediation_runs.is_last is 'True: it was the last that the day allows.';
comment on column public.remediation_runs.execution_id is 'The execution whose result brought it about.';
comment on column public.remediation_runs.seen is 'The result that brought it about.';
comment on column public.remediation_runs.lease is 'Who is running it; null when it is over.';
comment on column public.remediation_runs.lease_expires_at is 'When it counts as failed.';
comment on column public.remediation_runs.started_at is 'When it was claimed.';
comment on column public.remediation_runs.called_at is 'When the action said what became of it; null when it never did.';
comment on column public.remediation_runs.finished_at is 'When the check was asked again.';
comment on column public.remediation_runs.result is 'What the action answered, up to 10 kB.';
comment on column public.remediation_runs.error is 'Why it failed.';
comment on column public.remediation_runs.status_before is 'Status of the check that brought it about.';
comment on column public.remediation_runs.status_after is 'Status of the check when it was asked again; null when it was not.';

create index if not exists remediation_runs_remediation_id_tenant_id_started_at_idx
  on public.remediation_runs (remediation_id, tenant_id, started_at desc);
comment on index public.remediation_runs_remediation_id_tenant_id_started_at_idx is
  'Serves claim_remediations: the last run and those of the day; and the foreign key.';
create index if not exists remediation_runs_tenant_id_started_at_idx on public.remediation_runs (tenant_id, started_at desc);
comment on index public.remediation_runs_tenant_id_started_at_idx is
  'Serves a tenant''s runs, newest first, and the foreign key.';
create index if not exists remediation_runs_tenant_ids_idx on public.remediation_runs using gin (tenant_ids);
comment on index public.remediation_runs_tenant_ids_idx is 'Serves the members'' row level security.';
create index if not exists remediation_runs_lease_expires_at_idx
  on public.remediation_runs (lease_expires_at) where status = 'running';
comment on index public.remediation_runs_lease_expires_at_idx is 'Serves judge_news and sweep_remediations: what is under way.';
create index if not exists remediation_runs_definition_id_idx
  on public.remediation_runs (definition_id) where definition_id is not null;
comment on index public.remediation_runs_definition_id_idx is 'Serves the foreign key.';
create index if not exists remediation_runs_started_at_idx on public.remediation_runs (started_at);
comment on index public.remediation_runs_started_at_idx is 'Serves prune_remediations.';

alter table public.remediation_runs enable row level security;
revoke all on public.remediation_runs from public, anon, authenticated, service_role;
grant select on public.remediation_runs to authenticated, service_role;

drop policy if exists "Members and admins read runs of remediations" on public.remediation_runs;
create policy "Members and admins read runs of remediations" on public.remediation_runs
  for select to authenticated using (tenant_ids && array(select private.caller_tenants()) or (select public.is_admin()));
