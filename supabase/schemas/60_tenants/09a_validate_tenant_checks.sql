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
