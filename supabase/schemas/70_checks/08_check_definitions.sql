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

-- Refuses a rule that could not be evaluated. Called by: trigger check_definitions_validate. SECURITY DEFINER: whoever writes a check
-- need not be able to read which signals are mapped, nor call what compiles it.
create or replace function private.validate_check_definition()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if array_ndims(new.roles) > 1 or array_position(new.roles, null) is not null
    or exists (select from unnest(new.roles) r(role) where not exists (select from public.tenant_roles k where k.role = r.role)) then
    raise exception using errcode = '22023', message = 'invalid_check_roles',
      detail = 'Roles of a check are rows of tenant_roles.', hint = 'Leave roles empty for all tenants.';
  end if;
  if tg_op = 'INSERT' and new.tenant_id is not null and not private.is_project_call()
    and (select count(*) from public.check_definitions d where d.tenant_id = new.tenant_id) >= 100 then
    raise exception using errcode = 'PT409', message = 'too_many_checks',
      detail = 'A tenant has at most 100 checks of its own.', hint = 'Remove one that is not needed any more.';
  end if;
  -- A query that cannot be prepared is refused too; it is not run.
  execute 'explain ' || private.compile_check(new.evaluator, new.rule)
    using array[]::text[], now(), array[]::text[], '[]'::jsonb, new.id;
  return new;
end
$$;
comment on function private.validate_check_definition() is 'Trigger: a check''s rule is one that can be evaluated.';
revoke all on function private.validate_check_definition() from public, anon, authenticated, service_role;

drop trigger if exists check_definitions_validate on public.check_definitions;
create trigger check_definitions_validate
  before insert or update of evaluator, rule, roles on public.check_definitions
  for each row execute function private.validate_check_definition();
drop trigger if exists check_definitions_touch on public.check_definitions;
create trigger check_definitions_touch
  before update on public.check_definitions
  for each row execute function private.touch_updated_at();
