-- What was critical about a tenant: one row a check and day, which is what agents remember, and what the digest of the night is made of.
create table if not exists public.tenant_insights (
  insight_id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  check_id text not null,
  day date not null,
  status text not null,
  priority text not null,
  title text not null,
  text text not null,
  data jsonb not null default '{}',
  execution_id uuid references public.heartbeat_executions (execution_id) on delete set null,
  block text not null,
  occurred_at timestamptz not null,
  letta_state text not null default 'pending' constraint tenant_insights_letta_state_known
    check (letta_state in ('pending', 'written', 'failed', 'off')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default '-infinity',
  lease uuid,
  lease_expires_at timestamptz,
  last_error text,
  constraint tenant_insights_once_a_day unique (tenant_id, check_id, day)
);
comment on table public.tenant_insights is 'What was critical about tenants, by check and day. Members read it.';
comment on column public.tenant_insights.insight_id is 'Identifier of the insight.';
comment on column public.tenant_insights.tenant_id is 'The tenant.';
comment on column public.tenant_insights.check_id is 'The check.';
comment on column public.tenant_insights.day is 'The day in the tenant''s time zone.';
comment on column public.tenant_insights.status is 'The worst status of that day.';
comment on column public.tenant_insights.priority is 'The priority that went with it.';
comment on column public.tenant_insights.title is 'Title of the result.';
comment on column public.tenant_insights.text is 'What an agent should remember, in words.';
comment on column public.tenant_insights.data is 'Facts of the result.';
comment on column public.tenant_insights.execution_id is 'The execution that found it, while it is kept.';
comment on column public.tenant_insights.block is 'The block of the agent''s memory that it belongs to.';
comment on column public.tenant_insights.occurred_at is 'When it was found.';
comment on column public.tenant_insights.letta_state is
  'pending, written to Letta, failed there for good, or off: there was no Letta to write to.';
comment on column public.tenant_insights.attempts is 'How often it was handed out to be written.';
comment on column public.tenant_insights.next_attempt_at is 'When it may be handed out next.';
comment on column public.tenant_insights.lease is 'Who is writing it; null for nobody.';
comment on column public.tenant_insights.lease_expires_at is 'When somebody else may write it.';
comment on column public.tenant_insights.last_error is 'Why the last attempt failed.';

create index if not exists tenant_insights_tenant_id_occurred_at_idx on public.tenant_insights (tenant_id, occurred_at desc);
comment on index public.tenant_insights_tenant_id_occurred_at_idx is
  'Serves a tenant''s insights, newest first, row level security and the foreign key.';
create index if not exists tenant_insights_occurred_at_idx on public.tenant_insights (occurred_at);
comment on index public.tenant_insights_occurred_at_idx is 'Serves consolidate_tenants and prune_insights.';
create index if not exists tenant_insights_next_attempt_at_idx
  on public.tenant_insights (next_attempt_at) where letta_state = 'pending';
comment on index public.tenant_insights_next_attempt_at_idx is 'Serves claim_insights: what waits to be written.';
create index if not exists tenant_insights_execution_id_idx
  on public.tenant_insights (execution_id) where execution_id is not null;
comment on index public.tenant_insights_execution_id_idx is 'Serves the foreign key.';

alter table public.tenant_insights enable row level security;
revoke all on public.tenant_insights from public, anon, authenticated, service_role;
grant select on public.tenant_insights to authenticated;
grant select, insert, update, delete on public.tenant_insights to service_role;

drop policy if exists "Members and admins read insights" on public.tenant_insights;
create policy "Members and admins read insights" on public.tenant_insights
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
