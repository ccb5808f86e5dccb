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

-- Which checks are asked, with which priority, and about which nothing is done. Ids that no check has are kept: the check may come later.
-- Called by: trigger tenant_settings_validate_checks.
create or replace function private.validate_tenant_checks()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if array_ndims(new.enabled_checks) > 1 or cardinality(new.enabled_checks) > 1000
    or exists (select from unnest(new.enabled_checks) c(id) where c.id is null or c.id !~ '^[a-z][a-z0-9_]{0,62}$') then
    raise exception using errcode = '22023', message = 'invalid_enabled_checks',
      detail = 'enabled_checks is a list of at most 1000 ids of checks.',
      hint = 'Such as {low_stock_alerts,license_expiry}, or null for the checks that are on by default.';
  end if;
  if jsonb_typeof(new.priority_overrides) is distinct from 'object' or octet_length(new.priority_overrides::text) > 65536
    or exists (
      select from jsonb_each(new.priority_overrides) o
      where o.key !~ '^[a-z][a-z0-9_]{0,62}$' or o.value not in ('"low"', '"medium"', '"high"', '"urgent"')
    ) then
    raise exception using errcode = '22023', message = 'invalid_priority_overrides',
      detail = 'priority_overrides is an object of ids of checks, each with low, medium, high or urgent.',
      hint = 'Such as {"system_errors": "low"}.';
  end if;
  if array_ndims(new.disabled_remediations) > 1 or cardinality(new.disabled_remediations) > 1000
    or exists (select from unnest(new.disabled_remediations) c(id) where c.id is null or c.id !~ '^[a-z][a-z0-9_]{0,62}$') then
    raise exception using errcode = '22023', message = 'invalid_disabled_remediations',
      detail = 'disabled_remediations is a list of at most 1000 ids of checks.', hint = 'Such as {idle_transactions}, or {}.';
  end if;
  return new;
end
$$;
comment on function private.validate_tenant_checks() is 'Trigger: lists of checks and priorities by check.';
revoke all on function private.validate_tenant_checks() from public, anon, authenticated, service_role;

drop trigger if exists tenant_settings_validate on public.tenant_settings;
create trigger tenant_settings_validate
  before insert or update of interval_minutes, active_start_hour, active_end_hour, quiet_start_hour, quiet_end_hour, timezone, channels
  on public.tenant_settings
  for each row execute function private.validate_tenant_settings();
drop trigger if exists tenant_settings_validate_checks on public.tenant_settings;
create trigger tenant_settings_validate_checks
  before insert or update of enabled_checks, priority_overrides, disabled_remediations on public.tenant_settings
  for each row execute function private.validate_tenant_checks();
-- An execution is no edit.
drop trigger if exists tenant_settings_touch on public.tenant_settings;
create trigger tenant_settings_touch
  before update on public.tenant_settings
  for each row
  when (old.last_run_at is not distinct from new.last_run_at)
  execute function private.touch_updated_at();

-- Every tenant has settings. Called by: trigger tenants_add_settings. SECURITY DEFINER: the settings belong to the tenant, whoever
-- made it.
create or replace function private.add_tenant_settings()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.tenant_settings (
    tenant_id, interval_minutes, active_start_hour, active_end_hour, quiet_start_hour, quiet_end_hour, timezone, channels,
    suppress_all_clear
  )
  select n.id, r.interval_minutes, r.active_start_hour, r.active_end_hour, r.quiet_start_hour, r.quiet_end_hour, r.timezone,
    r.channels, r.suppress_all_clear
  from new_tenants n
  join public.tenant_roles r on r.role = n.role;
  return null;
end
$$;
comment on function private.add_tenant_settings() is 'Trigger: settings of new tenants, from the defaults of their roles.';
revoke all on function private.add_tenant_settings() from public, anon, authenticated, service_role;

drop trigger if exists tenants_add_settings on public.tenants;
create trigger tenants_add_settings
  after insert on public.tenants
  referencing new table as new_tenants
  for each statement execute function private.add_tenant_settings();
