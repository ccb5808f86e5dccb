-- How each tenant wants to be looked at and told. Made with the tenant, from the defaults of its role.
create table if not exists public.tenant_settings (
  tenant_id text primary key references public.tenants (id) on delete cascade,
  interval_minutes integer not null,
  active_start_hour smallint,
  active_end_hour smallint,
  quiet_start_hour smallint,
  quiet_end_hour smallint,
  timezone text not null,
  enabled_checks text[],
  priority_overrides jsonb not null default '{}',
  disabled_remediations text[] not null default '{}',
  channels text[] not null,
  suppress_all_clear boolean not null,
  enabled boolean not null default true,
  last_run_at timestamptz,
  updated_at timestamptz not null default now()
);
comment on table public.tenant_settings is 'Settings of tenants. Members read them, owners and admins of the tenant change them.';
comment on column public.tenant_settings.tenant_id is 'The tenant.';
comment on column public.tenant_settings.interval_minutes is 'Minutes between two executions, 5 to 1440.';
comment on column public.tenant_settings.active_start_hour is 'First hour of the day in which it is looked at; null for all day.';
comment on column public.tenant_settings.active_end_hour is 'Hour from which on it is not looked at any more.';
comment on column public.tenant_settings.quiet_start_hour is 'First hour in which only what is urgent is told; null for none.';
comment on column public.tenant_settings.quiet_end_hour is 'Hour from which on everything is told again.';
comment on column public.tenant_settings.timezone is 'Time zone of the hours, and of what checks call today.';
comment on column public.tenant_settings.enabled_checks is 'Ids of the checks that are asked; null for those that are on by default.';
comment on column public.tenant_settings.priority_overrides is 'Priorities of results by check, such as {"system_errors": "low"}.';
comment on column public.tenant_settings.disabled_remediations is 'Ids of checks about which nothing is done by itself.';
comment on column public.tenant_settings.channels is 'Kinds of channel that hear of results.';
comment on column public.tenant_settings.suppress_all_clear is 'True: nothing is told when there is nothing to tell.';
comment on column public.tenant_settings.enabled is 'False: it is not looked at.';
comment on column public.tenant_settings.last_run_at is 'When it was last looked at.';
comment on column public.tenant_settings.updated_at is 'When somebody last changed it.';

alter table public.tenant_settings enable row level security;
revoke all on public.tenant_settings from public, anon, authenticated, service_role;
grant select on public.tenant_settings to authenticated;
grant update (
    interval_minutes, active_start_hour, active_end_hour, quiet_start_hour, quiet_end_hour, timezone, enabled_checks,
    priority_overrides, disabled_remediations, channels, suppress_all_clear, enabled
  )
  on public.tenant_settings to authenticated;
grant select, insert, update, delete on public.tenant_settings to service_role;

drop policy if exists "Members and admins read settings of tenants" on public.tenant_settings;
create policy "Members and admins read settings of tenants" on public.tenant_settings
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
drop policy if exists "Owners and admins of a tenant change its settings" on public.tenant_settings;
create policy "Owners and admins of a tenant change its settings" on public.tenant_settings
  for update to authenticated
  using (tenant_id in (select private.caller_tenants('{owner,admin}')))
  with check (tenant_id in (select private.caller_tenants('{owner,admin}')));
