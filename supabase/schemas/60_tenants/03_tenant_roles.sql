-- What kinds of tenant there are. A tenant's role decides which checks are asked about it, and how its settings begin.
create table if not exists public.tenant_roles (
  role text primary key constraint tenant_roles_role_form check (role ~ '^[a-z][a-z0-9_]{0,62}$'),
  title text not null constraint tenant_roles_title_length check (char_length(title) between 1 and 200),
  description text not null default '',
  interval_minutes integer not null default 60,
  active_start_hour smallint,
  active_end_hour smallint,
  quiet_start_hour smallint,
  quiet_end_hour smallint,
  timezone text not null default 'UTC',
  channels text[] not null default '{dashboard}',
  suppress_all_clear boolean not null default true,
  uses_project_channels boolean not null default false
);
comment on table public.tenant_roles is 'Kinds of tenant, with the settings that a tenant of the kind begins with.';
comment on column public.tenant_roles.role is 'Name of the role, such as customer.';
comment on column public.tenant_roles.title is 'Name for people.';
comment on column public.tenant_roles.description is 'What kind of tenant it is.';
comment on column public.tenant_roles.interval_minutes is 'Minutes between two executions, 5 to 1440.';
comment on column public.tenant_roles.active_start_hour is 'First hour of the day in which it is looked at; null for all day.';
comment on column public.tenant_roles.active_end_hour is 'Hour from which on it is not looked at any more.';
comment on column public.tenant_roles.quiet_start_hour is 'First hour in which only what is urgent is told; null for none.';
comment on column public.tenant_roles.quiet_end_hour is 'Hour from which on everything is told again.';
comment on column public.tenant_roles.timezone is 'Time zone of the hours.';
comment on column public.tenant_roles.channels is 'Kinds of channel that hear of results.';
comment on column public.tenant_roles.suppress_all_clear is 'True: nothing is told when there is nothing to tell.';
comment on column public.tenant_roles.uses_project_channels is 'True: the project''s own channels hear of such tenants too.';

alter table public.tenant_roles enable row level security;
revoke all on public.tenant_roles from public, anon, authenticated, service_role;
grant select on public.tenant_roles to authenticated;
grant select, insert, update, delete on public.tenant_roles to service_role;

drop policy if exists "Users read roles of tenants" on public.tenant_roles;
create policy "Users read roles of tenants" on public.tenant_roles for select to authenticated using (true);

drop trigger if exists tenant_roles_validate on public.tenant_roles;
create trigger tenant_roles_validate
  before insert or update on public.tenant_roles
  for each row execute function private.validate_tenant_settings();

insert into public.tenant_roles (
  role, title, description, interval_minutes, active_start_hour, active_end_hour, quiet_start_hour, quiet_end_hour, timezone,
  channels, uses_project_channels
)
values
  ('super_user', 'Operator', 'Whoever runs the platform.', 30, 7, 22, 22, 7, 'America/New_York', '{dashboard,email}', true),
  ('dispensary', 'Dispensary', 'A shop.', 15, 9, 21, null, null, 'America/New_York', '{dashboard}', false),
  ('brand', 'Brand', 'A maker that sells through shops.', 60, 8, 20, null, null, 'America/New_York', '{dashboard,email}', false),
  ('customer', 'Customer', 'A customer of whoever runs the platform.', 60, null, null, null, null, 'UTC', '{dashboard}', false)
on conflict (role) do nothing;
