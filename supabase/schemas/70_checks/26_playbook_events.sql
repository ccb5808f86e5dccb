-- What an agent, a person or a program, should act on because Heartbase could not help itself. One row for each time that something new
-- went wrong; whoever acts on it sets handled_at.
create table if not exists public.playbook_events (
  id bigint generated always as identity primary key,
  type text not null,
  agent text not null,
  priority text not null constraint playbook_events_priority_known check (priority in ('low', 'medium', 'high', 'critical')),
  actions text[] not null,
  tenant_ids text[] not null default '{}',
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  handled_at timestamptz
);
comment on table public.playbook_events is 'What agents should act on. Admins read it.';
comment on column public.playbook_events.id is 'Identifier of the event.';
comment on column public.playbook_events.type is 'What happened, such as heartbeat_failure_detected.';
comment on column public.playbook_events.agent is 'Who is to act.';
comment on column public.playbook_events.priority is 'low, medium, high or critical.';
comment on column public.playbook_events.actions is 'What is to be done, in order.';
comment on column public.playbook_events.tenant_ids is 'Tenants that it is about.';
comment on column public.playbook_events.details is 'Facts: how many were checked, what share of attempts failed, the errors.';
comment on column public.playbook_events.created_at is 'When it happened.';
comment on column public.playbook_events.handled_at is 'When somebody acted on it.';

create index if not exists playbook_events_type_created_at_idx on public.playbook_events (type, created_at desc);
comment on index public.playbook_events_type_created_at_idx is 'Serves the newest events of a type: record_recovery asks when there was one.';
create index if not exists playbook_events_created_at_idx on public.playbook_events (created_at);
comment on index public.playbook_events_created_at_idx is 'Serves prune_executions.';

alter table public.playbook_events enable row level security;
revoke all on public.playbook_events from public, anon, authenticated, service_role;
grant select on public.playbook_events to authenticated;
grant select, insert, update, delete on public.playbook_events to service_role;

drop policy if exists "Admins read playbook events" on public.playbook_events;
create policy "Admins read playbook events" on public.playbook_events
  for select to authenticated using ((select public.is_admin()));
