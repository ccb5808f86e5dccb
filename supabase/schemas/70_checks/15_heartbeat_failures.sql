-- Every time that a tenant could not be looked at.
create table if not exists public.heartbeat_failures (
  id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  execution_id uuid,
  kind text not null constraint heartbeat_failures_kind_known check (kind in ('run', 'abandoned', 'recovery')),
  message text not null,
  occurred_at timestamptz not null default now(),
  recovered_at timestamptz
);
comment on table public.heartbeat_failures is 'Executions of tenants that failed. Their members read them.';
comment on column public.heartbeat_failures.id is 'Identifier of the failure.';
comment on column public.heartbeat_failures.tenant_id is 'The tenant.';
comment on column public.heartbeat_failures.execution_id is 'The execution that failed; it has no row of its own.';
comment on column public.heartbeat_failures.kind is 'run: it raised; abandoned: it was never finished; recovery: it was tried again, in vain.';
comment on column public.heartbeat_failures.message is 'What went wrong.';
comment on column public.heartbeat_failures.occurred_at is 'When.';
comment on column public.heartbeat_failures.recovered_at is 'When the tenant was next looked at.';

create index if not exists heartbeat_failures_tenant_id_occurred_at_idx on public.heartbeat_failures (tenant_id, occurred_at desc);
comment on index public.heartbeat_failures_tenant_id_occurred_at_idx is
  'Serves tenant_health, the failures of a tenant, row level security and the foreign key.';
create index if not exists heartbeat_failures_occurred_at_idx on public.heartbeat_failures (occurred_at);
comment on index public.heartbeat_failures_occurred_at_idx is 'Serves prune_executions.';

alter table public.heartbeat_failures enable row level security;
revoke all on public.heartbeat_failures from public, anon, authenticated, service_role;
grant select on public.heartbeat_failures to authenticated;
grant select, insert, update, delete on public.heartbeat_failures to service_role;

drop policy if exists "Members and admins read failures" on public.heartbeat_failures;
create policy "Members and admins read failures" on public.heartbeat_failures
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
