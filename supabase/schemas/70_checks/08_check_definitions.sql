-- What is asked about tenants: a check is a row, and its rule says which facts make which result. The forms of rules are in
-- docs/checks.md. A tenant's own check takes the place of the common one with the same id.
create table if not exists public.check_definitions (
  definition_id bigint generated always as identity primary key,
  id text not null constraint check_definitions_id_form check (id ~ '^[a-z][a-z0-9_]{0,62}$'),
  tenant_id text references public.tenants (id) on delete cascade,
  title text not null constraint check_definitions_title_length check (char_length(title) between 1 and 200),
  description text not null default '' constraint check_definitions_description_length check (char_length(description) <= 2000),
  agent text not null default 'heartbase' constraint check_definitions_agent_length check (char_length(agent) between 1 and 100),
  category text not null constraint check_definitions_category_known
    check (category in ('operations', 'revenue', 'compliance', 'customers', 'marketing', 'system')),
  roles text[] not null default '{}',
  default_priority text not null default 'medium' constraint check_definitions_default_priority_known
    check (default_priority in ('low', 'medium', 'high', 'urgent')),
  default_enabled boolean not null default true,
  evaluator text not null constraint check_definitions_evaluator_known
    check (evaluator in ('threshold', 'expiry', 'freshness', 'change', 'count', 'backlog', 'sql', 'http')),
  rule jsonb not null,
  is_builtin boolean not null default false,
  action_url text constraint check_definitions_action_url_form
    check (action_url ~ '^(https?://|/)[^\s]*$' and char_length(action_url) <= 2000),
  action_label text constraint check_definitions_action_label_length check (char_length(action_label) between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint check_definitions_once unique nulls not distinct (id, tenant_id)
);
comment on table public.check_definitions is 'Checks: what is asked about tenants, and what the answer means.';
comment on column public.check_definitions.definition_id is 'Identifier of the row.';
comment on column public.check_definitions.id is 'Name of the check, such as low_stock_alerts.';
comment on column public.check_definitions.tenant_id is 'Tenant whose own check it is; null for all tenants of its roles.';
comment on column public.check_definitions.title is 'Title of its results.';
comment on column public.check_definitions.description is 'What it is about.';
comment on column public.check_definitions.agent is 'Who looks after it.';
comment on column public.check_definitions.category is 'operations, revenue, compliance, customers, marketing or system.';
comment on column public.check_definitions.roles is 'Roles of tenants that are asked; empty for all.';
comment on column public.check_definitions.default_priority is 'Priority of results that are not ok and say nothing else.';
comment on column public.check_definitions.default_enabled is 'Whether it is asked where a tenant lists no checks.';
comment on column public.check_definitions.evaluator is 'How the rule is read.';
comment on column public.check_definitions.rule is 'Which facts make which result.';
comment on column public.check_definitions.is_builtin is 'True: it came with Heartbase.';
comment on column public.check_definitions.action_url is 'Where to do something about it.';
comment on column public.check_definitions.action_label is 'What the link to it says.';
comment on column public.check_definitions.created_at is 'When it was made.';
comment on column public.check_definitions.updated_at is 'When somebody last changed it.';

create index if not exists check_definitions_tenant_id_idx on public.check_definitions (tenant_id) where tenant_id is not null;
comment on index public.check_definitions_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';

alter table public.check_definitions enable row level security;
revoke all on public.check_definitions from public, anon, authenticated, service_role;
grant select, delete on public.check_definitions to authenticated;
grant insert (
    id, tenant_id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule, action_url, action_label
  ) on public.check_definitions to authenticated;
grant update (
    title, description, agent, category, default_priority, default_enabled, evaluator, rule, action_url, action_label
  ) on public.check_definitions to authenticated;
grant select, insert, update, delete on public.check_definitions to service_role;

drop policy if exists "Users read common checks, members their tenants'" on public.check_definitions;
create policy "Users read common checks, members their tenants'" on public.check_definitions
  for select to authenticated
  using (tenant_id is null or tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
-- Functions and requests in their name are the project's to make.
drop policy if exists "Owners and admins of a tenant add its checks" on public.check_definitions;
create policy "Owners and admins of a tenant add its checks" on public.check_definitions
  for insert to authenticated
  with check (tenant_id in (select private.caller_tenants('{owner,admin}')) and evaluator not in ('sql', 'http'));
drop policy if exists "Owners and admins of a tenant change its checks" on public.check_definitions;
create policy "Owners and admins of a tenant change its checks" on public.check_definitions
  for update to authenticated
  using (tenant_id in (select private.caller_tenants('{owner,admin}')))
  with check (tenant_id in (select private.caller_tenants('{owner,admin}')) and evaluator not in ('sql', 'http'));
drop policy if exists "Owners and admins of a tenant remove its checks" on public.check_definitions;
create policy "Owners and admins of a tenant remove its checks" on public.check_definitions
  for delete to authenticated using (tenant_id in (select private.caller_tenants('{owner,admin}')));
