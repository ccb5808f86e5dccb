-- Refuses settings of a tenant, or defaults of a role, that could not be followed, with an error that names what is wrong.
-- The list of time zones takes the server a while to make: it is read only for a zone that no role has.
-- Called by: triggers tenant_roles_validate and tenant_settings_validate. SECURITY DEFINER: whoever changes settings need not be able
-- to read every role.
create or replace function private.validate_tenant_settings()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_is_new boolean := tg_op = 'INSERT';
begin
  if new.interval_minutes is null or new.interval_minutes not between 5 and 1440 then
    raise exception using errcode = '22023', message = 'invalid_interval_minutes',
      detail = format('%s is not from 5 to 1440.', coalesce(new.interval_minutes::text, 'null')),
      hint = 'Give interval_minutes as whole minutes, from 5 to 1440 (a day).';
  end if;
  if num_nulls(new.active_start_hour, new.active_end_hour) = 1 or num_nulls(new.quiet_start_hour, new.quiet_end_hour) = 1
    or coalesce(new.active_start_hour not between 0 and 23 or new.active_end_hour not between 0 and 24, false)
    or coalesce(new.quiet_start_hour not between 0 and 23 or new.quiet_end_hour not between 0 and 24, false) then
    raise exception using errcode = '22023', message = 'invalid_hours',
      detail = 'Hours are two whole numbers, a start from 0 to 23 and an end from 0 to 24, or both null.',
      hint = 'Such as active_start_hour 7 and active_end_hour 22: from 7:00 until before 22:00.';
  end if;
  if new.timezone is null or (
      (v_is_new or old.timezone <> new.timezone)
      -- A role's zone was checked when the role was written, unless this is a role.
      and (tg_table_name = 'tenant_roles' or not exists (select from public.tenant_roles r where r.timezone = new.timezone))
      and not exists (select from pg_catalog.pg_timezone_names z where z.name = new.timezone)
    ) then
    raise exception using errcode = '22023', message = 'invalid_timezone',
      detail = format('%L is not a time zone that this server knows.', new.timezone),
      hint = 'Use a name such as Europe/Berlin: select name from pg_timezone_names;';
  end if;
  if new.channels is null or array_ndims(new.channels) > 1 or array_position(new.channels, null) is not null
    or not new.channels <@ array['dashboard', 'email', 'sms', 'whatsapp', 'push', 'slack', 'webhook', 'telegram'] then
    raise exception using errcode = '22023', message = 'invalid_channels',
      detail = 'A channel is dashboard, email, sms, whatsapp, push, slack, webhook or telegram.',
      hint = 'Give channels as an array such as {dashboard,email}.';
  end if;
  -- Each once: what is told is recorded by kind.
  new.channels := array(select c.kind from unnest(new.channels) with ordinality c(kind, position) group by c.kind order by min(c.position));
  return new;
end
$$;
comment on function private.validate_tenant_settings() is 'Trigger: interval, hours, time zone and channels that can be followed.';
revoke all on function private.validate_tenant_settings() from public, anon, authenticated, service_role;
