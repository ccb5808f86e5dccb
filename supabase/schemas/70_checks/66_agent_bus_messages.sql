-- The agent bus: results of checks by topic, for programs that act on them. Only executions write it. For one tenant the ids are in the
-- order of commits, since its executions run one after the other: a reader that goes on after the last id it saw misses none.
create table if not exists public.agent_bus_messages (
  id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  topic text not null constraint agent_bus_messages_topic_known
    check (topic in ('inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike')),
  agent text not null,
  check_id text not null,
  execution_id uuid not null references public.heartbeat_executions (execution_id) on delete cascade,
  payload jsonb not null,
  priority text not null constraint agent_bus_messages_priority_known check (priority in ('low', 'medium', 'high', 'urgent')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint agent_bus_messages_published_once unique (execution_id, check_id)
);
comment on table public.agent_bus_messages is 'Results of checks for programs, by topic. Members of the tenant read them.';
comment on column public.agent_bus_messages.id is 'Identifier; a reader''s cursor.';
comment on column public.agent_bus_messages.tenant_id is 'The tenant.';
comment on column public.agent_bus_messages.topic is 'inventory_alert, anomaly, price_change, customer_trend, compliance_risk or demand_spike.';
comment on column public.agent_bus_messages.agent is 'Who answers for the check.';
comment on column public.agent_bus_messages.check_id is 'The check.';
comment on column public.agent_bus_messages.execution_id is 'The execution that found it.';
comment on column public.agent_bus_messages.payload is 'The result: status, title, message, data, actionUrl, actionLabel, category, timestamp.';
comment on column public.agent_bus_messages.priority is 'low, medium, high or urgent.';
comment on column public.agent_bus_messages.created_at is 'When it was found.';
comment on column public.agent_bus_messages.expires_at is 'From when on it is not read: 6 hours later if urgent, else 24.';

create index if not exists agent_bus_messages_tenant_id_id_idx on public.agent_bus_messages (tenant_id, id);
comment on index public.agent_bus_messages_tenant_id_id_idx is
  'Serves read_agent_bus, row level security and the foreign key.';
create index if not exists agent_bus_messages_tenant_id_check_id_idx on public.agent_bus_messages (tenant_id, check_id, id desc);
comment on index public.agent_bus_messages_tenant_id_check_id_idx is 'Serves publish_results: what was last said of a check.';
create index if not exists agent_bus_messages_expires_at_idx on public.agent_bus_messages (expires_at);
comment on index public.agent_bus_messages_expires_at_idx is 'Serves prune_agent_bus.';

alter table public.agent_bus_messages enable row level security;
revoke all on public.agent_bus_messages from public, anon, authenticated, service_role;
grant select on public.agent_bus_messages to authenticated, service_role;

drop policy if exists "Members and admins read the agent bus" on public.agent_bus_messages;
create policy "Members and admins read the agent bus" on public.agent_bus_messages
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
