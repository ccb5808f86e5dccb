-- What is done about what a check finds: an action of the allow-list, attached to one check, for all tenants or for one. Attached to the
-- row of check_definitions and not to its id: a tenant's own check that takes the place of a common one brings nothing about.
create table if not exists public.check_remediations (
  id bigint generated always as identity primary key,
  check_id text not null,
  definition_id bigint not null references public.check_definitions (definition_id) on delete cascade,
  tenant_id text references public.tenants (id) on delete cascade,
  action text not null references private.remediation_actions (name) on update cascade,
  on_statuses text[] not null default '{alert,error}' constraint check_remediations_on_statuses_known
    check (on_statuses <@ '{warning,alert,error}' and array_ndims(on_statuses) = 1 and array_position(on_statuses, null) is null),
  arguments jsonb not null default '{}' constraint check_remediations_arguments_form
    check (jsonb_typeof(arguments) = 'object' and octet_length(arguments::text) <= 10240),
  cooldown interval not null default '1 hour' constraint check_remediations_cooldown_bounds
    check (cooldown between interval '0' and interval '1 year'),
  max_per_day integer not null default 5 constraint check_remediations_max_per_day_bounds check (max_per_day between 1 and 1000),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint check_remediations_once unique nulls not distinct (definition_id, tenant_id, action)
);
comment on table public.check_remediations is 'Actions that are attached to checks. The service role writes them.';
comment on column public.check_remediations.id is 'Identifier of the row; of several of a check the lowest has its turn first.';
comment on column public.check_remediations.check_id is 'Id of the check.';
comment on column public.check_remediations.definition_id is 'The check; from check_id, the common one, when left out.';
comment on column public.check_remediations.tenant_id is 'The tenant that it is for, in place of the one for all; null for all.';
comment on column public.check_remediations.action is 'The action, a row of the allow-list.';
comment on column public.check_remediations.on_statuses is 'Statuses of a result that bring it about.';
comment on column public.check_remediations.arguments is 'What the action is given besides the result.';
comment on column public.check_remediations.cooldown is 'Least time from one run to the next, of a tenant.';
comment on column public.check_remediations.max_per_day is 'Most runs in a day of the tenant''s time zone.';
comment on column public.check_remediations.enabled is 'False: nothing is done.';
comment on column public.check_remediations.created_at is 'When it was attached.';
comment on column public.check_remediations.updated_at is 'When somebody last changed it.';

create index if not exists check_remediations_tenant_id_idx on public.check_remediations (tenant_id) where tenant_id is not null;
comment on index public.check_remediations_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';
create index if not exists check_remediations_action_idx on public.check_remediations (action);
comment on index public.check_remediations_action_idx is 'Serves the foreign key.';

alter table public.check_remediations enable row level security;
revoke all on public.check_remediations from public, anon, authenticated, service_role;
-- Not the arguments: they are the project's.
grant select (
    id, check_id, definition_id, tenant_id, action, on_statuses, cooldown, max_per_day, enabled, created_at, updated_at
  ) on public.check_remediations to authenticated;
grant select, insert, update, delete on public.check_remediations to service_role;

drop policy if exists "Members read what is attached for all or for their tenants" on public.check_remediations;
create policy "Members read what is attached for all or for their tenants" on public.check_remediations
  for select to authenticated
  using (
    tenant_id in (select private.caller_tenants()) or tenant_id is null and exists (select private.caller_tenants())
    or (select public.is_admin())
  );
