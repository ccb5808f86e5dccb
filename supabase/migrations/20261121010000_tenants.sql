-- Built from supabase/schemas/60_tenants by npm run build:migrations. Edit there, not here.

-- Whether an instant falls into hours of the day, in a time zone: the start counts, the end does not, and hours may wrap around
-- midnight. The same start and end mean the whole day. Null when there are no hours.
-- API: private. Called by: claim_due_tenants, run_tenant_batch.
create or replace function private.is_hour_within(
  instant timestamptz, start_hour integer, end_hour integer, timezone text
)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when is_hour_within.start_hour < is_hour_within.end_hour
      then l.hour >= is_hour_within.start_hour and l.hour < is_hour_within.end_hour
    when is_hour_within.start_hour >= is_hour_within.end_hour
      then l.hour >= is_hour_within.start_hour or l.hour < is_hour_within.end_hour
  end
  from (select extract(hour from is_hour_within.instant at time zone is_hour_within.timezone)) l(hour);
$$;
comment on function private.is_hour_within(timestamptz, integer, integer, text) is
  'Whether an instant is within hours of a time zone, start included, end not, wrapping; null without hours.';
revoke all on function private.is_hour_within(timestamptz, integer, integer, text) from public, anon, authenticated, service_role;

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

-- The tenants that the caller is a member of, in any of these roles (null for all).
-- SECURITY DEFINER: policies of tenant_members ask it, and would ask themselves otherwise.
-- API: private. Called by: row level security policies, once a query: tenant_id in (select private.caller_tenants()).
-- In PL/pgSQL, because policies of tables that come before tenant_members use it.
create or replace function private.caller_tenants(roles text[] default null)
returns setof text
language plpgsql
stable
security definer
set search_path = ''
rows 10
as $$
begin
  return query
  select m.tenant_id
  from public.tenant_members m
  where m.user_id = (select auth.uid()) and (caller_tenants.roles is null or m.role = any (caller_tenants.roles));
end
$$;
comment on function private.caller_tenants(text[]) is 'Tenants of which the caller is a member, in any of these roles.';
revoke all on function private.caller_tenants(text[]) from public, anon, authenticated, service_role;
grant execute on function private.caller_tenants(text[]) to authenticated, service_role;

-- Whether the caller is a member of a tenant, in any of these roles (null for all).
-- SECURITY DEFINER, as private.caller_tenants. API: private. Called by: functions that act for a member.
create or replace function private.is_tenant_member(tenant_id text, roles text[] default null)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(is_tenant_member.tenant_id in (select private.caller_tenants(is_tenant_member.roles)), false);
$$;
comment on function private.is_tenant_member(text, text[]) is 'Whether the caller is a member of the tenant, in any of these roles.';
revoke all on function private.is_tenant_member(text, text[]) from public, anon, authenticated, service_role;
grant execute on function private.is_tenant_member(text, text[]) to authenticated, service_role;

-- Whoever is monitored as a whole: the platform itself, a customer, a customer's customer. What belongs to a tenant has its
-- tenant_id, and its members see it. Ids are text, so that the ids of a product's own organisations serve.
create table if not exists public.tenants (
  id text primary key default gen_random_uuid()::text constraint tenants_id_form check (
    char_length(id) between 1 and 200 and id = btrim(id) and id !~ '[[:cntrl:]]'
  ),
  name text not null constraint tenants_name_form check (char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
  role text not null references public.tenant_roles (role),
  paused boolean not null default false,
  uses_project_channels boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.tenants is 'Tenants. Their members see them; the service role makes them.';
comment on column public.tenants.id is 'Identifier of the tenant; any text of 1 to 200 characters.';
comment on column public.tenants.name is 'Name, 1 to 200 characters.';
comment on column public.tenants.role is 'Kind of tenant: which checks are asked.';
comment on column public.tenants.paused is 'True: it is not looked at.';
comment on column public.tenants.uses_project_channels is 'True: the project''s own channels hear of it too.';
comment on column public.tenants.created_at is 'When it was made; new tenants are left alone for tenant_minimum_age.';
comment on column public.tenants.updated_at is 'When somebody last changed it.';

create index if not exists tenants_role_idx on public.tenants (role);
comment on index public.tenants_role_idx is 'Serves the foreign key.';
create index if not exists tenants_name_idx on public.tenants (name, id);
comment on index public.tenants_name_idx is 'Serves list_tenants: tenants by name, a page at a time.';

alter table public.tenants enable row level security;
revoke all on public.tenants from public, anon, authenticated, service_role;
grant select on public.tenants to authenticated;
grant update (name, paused) on public.tenants to authenticated;
grant select, insert, update, delete on public.tenants to service_role;

drop policy if exists "Members and admins read tenants" on public.tenants;
create policy "Members and admins read tenants" on public.tenants
  for select to authenticated using (id in (select private.caller_tenants()) or (select public.is_admin()));
drop policy if exists "Owners and admins of a tenant change it" on public.tenants;
create policy "Owners and admins of a tenant change it" on public.tenants
  for update to authenticated
  using (id in (select private.caller_tenants('{owner,admin}')))
  with check (id in (select private.caller_tenants('{owner,admin}')));

-- updated_at is the server's. Called by: triggers of tenants, tenant_settings and check_definitions.
create or replace function private.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.touch_updated_at() is 'Trigger: an edit is now.';
revoke all on function private.touch_updated_at() from public, anon, authenticated, service_role;

drop trigger if exists tenants_touch on public.tenants;
create trigger tenants_touch
  before update on public.tenants
  for each row execute function private.touch_updated_at();

-- Refuses a name or an id that tenants cannot have, with an error that says so: owners and admins rename theirs by writing the table.
-- Called by: trigger tenants_validate.
create or replace function private.validate_tenant()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.name is null or char_length(new.name) not between 1 and 200 or new.name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_name',
      detail = 'A tenant''s name has 1 to 200 characters, and no control characters.', hint = 'Such as Acme.';
  end if;
  if new.id is null or char_length(new.id) not between 1 and 200 or new.id <> btrim(new.id) or new.id ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_id',
      detail = 'A tenant''s id has 1 to 200 characters, no control characters, and no space at its ends.',
      hint = 'Leave it out to have one made.';
  end if;
  return new;
end
$$;
comment on function private.validate_tenant() is 'Trigger: names and ids that tenants can have.';
revoke all on function private.validate_tenant() from public, anon, authenticated, service_role;

drop trigger if exists tenants_validate on public.tenants;
create trigger tenants_validate
  before insert or update of id, name on public.tenants
  for each row execute function private.validate_tenant();

-- Who belongs to a tenant, and as what: owners and admins run it, members work in it, viewers look.
create table if not exists public.tenant_members (
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'member' constraint tenant_members_role_known
    check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  added_by uuid default auth.uid() references auth.users (id) on delete set null,
  primary key (tenant_id, user_id)
);
comment on table public.tenant_members is 'Members of tenants. Owners and admins of a tenant add and remove them.';
comment on column public.tenant_members.tenant_id is 'The tenant.';
comment on column public.tenant_members.user_id is 'The user.';
comment on column public.tenant_members.role is 'owner, admin, member or viewer.';
comment on column public.tenant_members.created_at is 'Since when.';
comment on column public.tenant_members.added_by is 'Who added them; null for the project.';

create index if not exists tenant_members_user_id_idx on public.tenant_members (user_id);
comment on index public.tenant_members_user_id_idx is 'Serves caller_tenants, and the foreign key.';
create index if not exists tenant_members_added_by_idx on public.tenant_members (added_by) where added_by is not null;
comment on index public.tenant_members_added_by_idx is 'Serves the foreign key.';

alter table public.tenant_members enable row level security;
revoke all on public.tenant_members from public, anon, authenticated, service_role;
grant select, delete on public.tenant_members to authenticated;
grant insert (tenant_id, user_id, role) on public.tenant_members to authenticated;
grant update (role) on public.tenant_members to authenticated;
grant select, insert, update, delete on public.tenant_members to service_role;

drop policy if exists "Members and admins read members" on public.tenant_members;
create policy "Members and admins read members" on public.tenant_members
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
-- Admins of a tenant neither make owners nor touch them.
drop policy if exists "Owners and admins of a tenant add members" on public.tenant_members;
create policy "Owners and admins of a tenant add members" on public.tenant_members
  for insert to authenticated
  with check (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );
drop policy if exists "Owners and admins of a tenant change members" on public.tenant_members;
create policy "Owners and admins of a tenant change members" on public.tenant_members
  for update to authenticated
  using (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  )
  with check (
    tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );
drop policy if exists "Owners and admins of a tenant remove members, and members leave" on public.tenant_members;
create policy "Owners and admins of a tenant remove members, and members leave" on public.tenant_members
  for delete to authenticated
  using (
    user_id = (select auth.uid())
    or tenant_id in (select private.caller_tenants('{owner}'))
    or role <> 'owner' and tenant_id in (select private.caller_tenants('{admin}'))
  );

-- Refuses a role that members cannot have, with an error that names them. Called by: trigger tenant_members_validate.
create or replace function private.validate_tenant_member()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.role is null or new.role not in ('owner', 'admin', 'member', 'viewer') then
    raise exception using errcode = '22023', message = 'invalid_member_role',
      detail = format('%L is not a role of members.', new.role), hint = 'Give role as owner, admin, member or viewer.';
  end if;
  return new;
end
$$;
comment on function private.validate_tenant_member() is 'Trigger: roles that members can have.';
revoke all on function private.validate_tenant_member() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_validate on public.tenant_members;
create trigger tenant_members_validate
  before insert or update of role on public.tenant_members
  for each row execute function private.validate_tenant_member();

-- The last owner of a tenant can neither leave nor step down: nobody could add an owner again. Owners who leave at once wait for each
-- other. Users and tenants that are deleted as a whole pass: their rows go by the foreign key, in the name of the table's owner.
-- Called by: triggers of tenant_members. SECURITY DEFINER: it locks the tenant's row, which a member may not.
create or replace function private.keep_an_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.role = 'owner' then
    return new;
  end if;
  perform from public.tenants t where t.id = old.tenant_id for no key update;
  if not exists (
    select from public.tenant_members m
    where m.tenant_id = old.tenant_id and m.role = 'owner' and m.user_id <> old.user_id
  ) then
    raise exception using errcode = 'PT409', message = 'last_owner',
      detail = 'A tenant keeps at least one owner.',
      hint = 'Make somebody else an owner first.';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
comment on function private.keep_an_owner() is 'Trigger: the last owner of a tenant stays.';
revoke all on function private.keep_an_owner() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_keep_an_owner on public.tenant_members;
create trigger tenant_members_keep_an_owner
  before update or delete on public.tenant_members
  for each row
  when (old.role = 'owner' and current_user in ('authenticated', 'service_role'))
  execute function private.keep_an_owner();

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

-- Makes a tenant with its settings, and its owner if one is given; returns its id.
-- API: service role, and SQL in the dashboard. Errors: invalid_tenant_name, invalid_tenant_id, invalid_tenant_role (22023),
-- tenant_exists (409), user_not_found (404).
create or replace function public.create_tenant(
  p_name text, p_role text default 'customer', p_owner_id uuid default null, p_id text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_id text := coalesce(btrim(p_id), gen_random_uuid()::text);
  v_name text := btrim(p_name);
begin
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_name',
      detail = 'A tenant''s name has 1 to 200 characters, and no control characters.', hint = 'Pass p_name, such as ''Acme''.';
  end if;
  if char_length(v_id) not between 1 and 200 or v_id ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_tenant_id',
      detail = 'A tenant''s id has 1 to 200 characters, and no control characters.', hint = 'Leave p_id out to have one made.';
  end if;
  insert into public.tenants (id, name, role, uses_project_channels)
  select v_id, v_name, r.role, r.uses_project_channels from public.tenant_roles r where r.role = p_role
  on conflict (id) do nothing;
  if not found then
    if exists (select from public.tenants t where t.id = v_id) then
      raise exception using errcode = 'PT409', message = 'tenant_exists',
        detail = 'There is a tenant with this id.', hint = 'Pass another p_id.';
    end if;
    raise exception using errcode = '22023', message = 'invalid_tenant_role',
      detail = format('%L is not a role of tenants.', p_role), hint = 'See the table tenant_roles, and add a row for a role of your own.';
  end if;
  if p_owner_id is not null then
    -- The service role need not be able to read auth.users: the foreign key says who is not there.
    begin
      insert into public.tenant_members (tenant_id, user_id, role) values (v_id, p_owner_id, 'owner');
    exception
      when foreign_key_violation then
        raise exception using errcode = 'PT404', message = 'user_not_found',
          detail = 'There is no user with the id p_owner_id.', hint = 'Leave it out, and add the owner to tenant_members later.';
    end;
  end if;
  return v_id;
end
$$;
comment on function public.create_tenant(text, text, uuid, text) is 'Makes a tenant with its settings and its owner; returns its id.';
revoke all on function public.create_tenant(text, text, uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.create_tenant(text, text, uuid, text) to service_role;

-- Looks for tenants that have no row, once an hour. API: private. Called by: claim_due_tenants, ring_heartbeat.
create or replace function private.adopt_tenants_hourly(now_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Whoever finds somebody else at it leaves it to them.
  perform from private.tenant_adoption a
  where coalesce(a.adopted_at <= adopt_tenants_hourly.now_at - interval '1 hour', true)
  for no key update skip locked;
  if found then
    perform private.adopt_tenants(adopt_tenants_hourly.now_at);
    update private.tenant_adoption a set adopted_at = adopt_tenants_hourly.now_at;
  end if;
end
$$;
comment on function private.adopt_tenants_hourly(timestamptz) is 'Looks for tenants that have no row, once an hour.';
revoke all on function private.adopt_tenants_hourly(timestamptz) from public, anon, authenticated, service_role;

-- When tenants without a row were last looked for: one row.
create table if not exists private.tenant_adoption (
  id boolean primary key default true constraint tenant_adoption_single check (id),
  adopted_at timestamptz
);
comment on table private.tenant_adoption is 'When tenants without a row were last looked for.';
alter table private.tenant_adoption enable row level security;
revoke all on private.tenant_adoption from public, anon, authenticated, service_role;
insert into private.tenant_adoption (id) values (true) on conflict do nothing;

-- Makes tenants of users who belong to one that has no row: their app_metadata, which only the service key writes, names a role of
-- tenants, and the tenant as tenant_id or org_id, or else the user stands for it. The users become its owners. It is as old as its
-- first user. Returns how many tenants were made.
-- API: private. Called by: claim_due_tenants, once an hour: it reads all users.
create or replace function private.adopt_tenants(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  with homeless as (
    select u.id as user_id, r.role, r.uses_project_channels, u.email, coalesce(u.created_at, adopt_tenants.now_at) as created_at, t.id
    from auth.users u
    join public.tenant_roles r on r.role = u.raw_app_meta_data ->> 'role'
    cross join lateral (
      select coalesce(
        nullif(btrim(u.raw_app_meta_data ->> 'tenant_id'), ''), nullif(btrim(u.raw_app_meta_data ->> 'org_id'), ''), u.id::text
      )
    ) t(id)
    where char_length(t.id) <= 200 and t.id !~ '[[:cntrl:]]'
      and not exists (select from public.tenants k where k.id = t.id)
  ),
  made as (
    insert into public.tenants (id, name, role, uses_project_channels, created_at)
    select distinct on (h.id) h.id,
      left(regexp_replace(case when h.id = h.user_id::text then coalesce(h.email, h.id) else h.id end, '[[:cntrl:]]', '', 'g'), 200),
      h.role, h.uses_project_channels, h.created_at
    from homeless h
    order by h.id, h.created_at, h.user_id
    on conflict (id) do nothing
    returning id
  ),
  owners as (
    insert into public.tenant_members (tenant_id, user_id, role)
    select h.id, h.user_id, 'owner' from homeless h join made m on m.id = h.id
  )
  select array_agg(m.id) into v_ids from made m;
  return coalesce(cardinality(v_ids), 0);
end
$$;
comment on function private.adopt_tenants(timestamptz) is 'Makes the tenants that users belong to and that have no row; returns how many.';
revoke all on function private.adopt_tenants(timestamptz) from public, anon, authenticated, service_role;

-- A job may belong to a tenant: its members see it and its alerts.
alter table public.job_heartbeats
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.job_heartbeats.tenant_id is 'Tenant that it belongs to; null for the project.';
create index if not exists job_heartbeats_tenant_id_idx on public.job_heartbeats (tenant_id);
comment on index public.job_heartbeats_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No heartbeat changes it.';

drop policy if exists "Admins read jobs" on public.job_heartbeats;
drop policy if exists "Admins and members read jobs" on public.job_heartbeats;
create policy "Admins and members read jobs" on public.job_heartbeats
  for select to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants()));

-- A machine may belong to a tenant: its members see it, its metrics and its alerts.
alter table public.machines
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.machines.tenant_id is 'Tenant that it belongs to; null for its owner''s or the project''s own.';
create index if not exists machines_tenant_id_idx on public.machines (tenant_id);
comment on index public.machines_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No report changes it.';

drop policy if exists "Admins and owners read machines" on public.machines;
drop policy if exists "Admins, owners and members read machines" on public.machines;
create policy "Admins, owners and members read machines" on public.machines
  for select to authenticated
  using (
    user_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
  );

drop policy if exists "Admins and owners read metrics of machines" on public.machine_metrics;
drop policy if exists "Admins, owners and members read metrics of machines" on public.machine_metrics;
create policy "Admins, owners and members read metrics of machines" on public.machine_metrics
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (
      select m.id from public.machines m
      where m.user_id = (select auth.uid()) or m.tenant_id in (select private.caller_tenants())
    )
  );

drop policy if exists "Admins and owners read offline notifications" on public.machine_offline_notifications;
drop policy if exists "Admins, owners and members read offline notifications" on public.machine_offline_notifications;
create policy "Admins, owners and members read offline notifications" on public.machine_offline_notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (
      select m.id from public.machines m
      where m.user_id = (select auth.uid()) or m.tenant_id in (select private.caller_tenants())
    )
  );

-- A tetrahedron may belong to a tenant: its members see it and its alerts.
alter table public.tetrahedrons
  add column if not exists tenant_id text references public.tenants (id) on delete set null;
comment on column public.tetrahedrons.tenant_id is 'Tenant that it belongs to; null for its vertices alone.';
create index if not exists tetrahedrons_tenant_id_idx on public.tetrahedrons (tenant_id);
comment on index public.tetrahedrons_tenant_id_idx is 'Serves the members'' row level security and the foreign key. No heartbeat changes it.';

drop policy if exists "Vertices read their tetrahedrons" on public.tetrahedrons;
drop policy if exists "Vertices and members read their tetrahedrons" on public.tetrahedrons;
create policy "Vertices and members read their tetrahedrons" on public.tetrahedrons
  for select to authenticated
  using (vertices @> array[(select auth.uid())::text] or tenant_id in (select private.caller_tenants()));

-- An alert belongs to the tenant of its subject: the tenant's channels hear of it, its members see it, and all but viewers acknowledge
-- and resolve it. Before the channels: of a tenant that is deleted, the alerts about its channels go first.
alter table public.guardian_alerts
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.guardian_alerts.tenant_id is 'Tenant whose subject it is about; null for others.';
create index if not exists guardian_alerts_tenant_id_idx
  on public.guardian_alerts (tenant_id, created_at desc) where tenant_id is not null;
comment on index public.guardian_alerts_tenant_id_idx is
  'Serves the alerts of a tenant, newest first, the members'' row level security and the foreign key.';

drop policy if exists "Admins, owners and vertices read alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners, vertices and members read alerts" on public.guardian_alerts;
create policy "Admins, owners, vertices and members read alerts" on public.guardian_alerts
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants())
  );
drop policy if exists "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners, vertices and members handle alerts" on public.guardian_alerts;
create policy "Admins, owners, vertices and members handle alerts" on public.guardian_alerts
  for update to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants('{owner,admin,member}'))
  )
  with check (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
    or tenant_id in (select private.caller_tenants('{owner,admin,member}'))
  );

-- The tenant of an alert is that of its subject. Called by: trigger guardian_alerts_find_tenant.
create or replace function private.fill_alert_tenant()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  case new.subject_kind
    when 'job' then
      select j.tenant_id into new.tenant_id from public.job_heartbeats j where j.job_name = new.subject_id;
    when 'tetrahedron' then
      select t.tenant_id into new.tenant_id from public.tetrahedrons t where t.id = new.tetrahedron_id;
    when 'machine' then
      -- As a number, for the index: as text, each of many that go offline would be compared with all machines.
      select m.tenant_id into new.tenant_id
      from public.machines m
      where m.id = case when new.subject_id ~ '^[1-9][0-9]{0,17}$' then new.subject_id::bigint end;
    when 'tenant' then
      select t.id into new.tenant_id from public.tenants t where t.id = new.subject_id;
    else
      if new.subject_id like 'notification\_channel/%' then
        select c.tenant_id into new.tenant_id
        from public.notification_channels c
        where c.tenant_id is not null and c.id::text = split_part(new.subject_id, '/', 2);
      end if;
  end case;
  return new;
end
$$;
comment on function private.fill_alert_tenant() is 'Trigger: an alert belongs to the tenant of its subject.';
revoke all on function private.fill_alert_tenant() from public, anon, authenticated, service_role;

-- By its name it runs after guardian_alerts_fill_tetrahedron.
drop trigger if exists guardian_alerts_find_tenant on public.guardian_alerts;
create trigger guardian_alerts_find_tenant
  before insert on public.guardian_alerts
  for each row
  -- Not for alerts of the kind whose tenants the writer says it knows (judge_jobs): in a storm each would be looked up by itself.
  when (new.tenant_id is null and current_setting('heartbase.alert_tenants_known_of', true) is distinct from new.subject_kind)
  execute function private.fill_alert_tenant();

-- A channel may belong to a tenant: it hears of the tenant's alerts, its members see it, and owners and admins of the tenant change it.
alter table public.notification_channels
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.notification_channels.tenant_id is 'Tenant whose alerts it hears; null for a user''s or the project''s own.';
create index if not exists notification_channels_tenant_id_idx on public.notification_channels (tenant_id) where tenant_id is not null;
comment on index public.notification_channels_tenant_id_idx is
  'Serves the fan-out of an alert to its tenant''s channels, row level security and the foreign key.';
alter table public.notification_channels drop constraint if exists notification_channels_one_owner;
alter table public.notification_channels
  add constraint notification_channels_one_owner check (num_nonnulls(owner_id, tenant_id) <= 1);

drop policy if exists "Admins and owners read channels" on public.notification_channels;
drop policy if exists "Admins, owners and members read channels" on public.notification_channels;
create policy "Admins, owners and members read channels" on public.notification_channels
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
  );
drop policy if exists "Admins and owners change channels" on public.notification_channels;
create policy "Admins and owners change channels" on public.notification_channels
  for update to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or tenant_id in (select private.caller_tenants('{owner,admin}'))
  )
  with check (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or tenant_id in (select private.caller_tenants('{owner,admin}'))
  );
drop policy if exists "Admins and owners delete channels" on public.notification_channels;
create policy "Admins and owners delete channels" on public.notification_channels
  for delete to authenticated
  using (
    source <> 'environment' and (
      owner_id = (select auth.uid()) or (select public.is_admin())
      or tenant_id in (select private.caller_tenants('{owner,admin}'))
    )
  );

drop policy if exists "Admins and owners read notifications" on public.notifications;
drop policy if exists "Admins, owners and members read notifications" on public.notifications;
create policy "Admins, owners and members read notifications" on public.notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or channel_id in (
      select c.id from public.notification_channels c
      where c.owner_id = (select auth.uid()) or c.tenant_id in (select private.caller_tenants())
    )
  );

-- A silence may be a tenant's: it covers the tenant's alerts, its members see it, and owners and admins of the tenant make and end it.
alter table public.silences
  add column if not exists tenant_id text references public.tenants (id) on delete cascade;
comment on column public.silences.tenant_id is 'Tenant whose alerts it covers; null for a user''s and the project''s silences.';
create index if not exists silences_tenant_id_idx on public.silences (tenant_id) where tenant_id is not null;
comment on index public.silences_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';
alter table public.silences drop constraint if exists silences_one_owner;
alter table public.silences add constraint silences_one_owner check (num_nonnulls(owner_id, tenant_id) <= 1);

drop policy if exists "Admins and owners read silences" on public.silences;
drop policy if exists "Admins, owners and members read silences" on public.silences;
create policy "Admins, owners and members read silences" on public.silences
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin()) or tenant_id in (select private.caller_tenants())
    or alert_id in (select a.id from public.guardian_alerts a)
  );

-- Makes a channel that hears of a tenant's alerts. Its secrets go to Vault; a webhook's signing secret is in the answer, and nowhere
-- else again. SECURITY DEFINER: it writes what the caller may not; it decides by itself who the caller is.
-- API: private. Called by: public.create_tenant_channel.
create or replace function private.add_tenant_channel(
  p_tenant_id text, p_name text, p_kind text, p_destination text, p_config jsonb, p_min_severity text, p_subject_kinds text[]
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_channel jsonb;
begin
  if not private.is_project_call() and not private.is_tenant_member(p_tenant_id, '{owner,admin}') then
    raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
      detail = 'Owners and admins of a tenant make its channels.', hint = 'Ask one of them.';
  end if;
  if not exists (select from public.tenants t where t.id = p_tenant_id) then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if (select count(*) from public.notification_channels c where c.tenant_id = p_tenant_id) >= 20 then
    raise exception using errcode = 'PT409', message = 'too_many_channels',
      detail = 'A tenant has at most 20 channels.', hint = 'Delete one that is not needed any more.';
  end if;
  -- As the caller makes channels of their own; then it is the tenant's.
  v_channel := private.create_channel(p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds, null, null, true, false);
  update public.notification_channels c
  set tenant_id = p_tenant_id, owner_id = null
  where c.id = (v_channel ->> 'id')::uuid;
  return v_channel;
end
$$;
comment on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[]) is
  'Makes a channel of a tenant, for owners and admins of it and the service role.';
revoke all on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;
grant execute on function private.add_tenant_channel(text, text, text, text, jsonb, text, text[]) to authenticated, service_role;

-- API: owners and admins of the tenant, the service role. Answers as create_notification_channel.
-- Errors: those of create_notification_channel, not_an_admin_of_the_tenant (42501), tenant_not_found (404), too_many_channels (409).
create or replace function public.create_tenant_channel(
  p_tenant_id text, p_name text, p_kind text, p_destination text default null, p_config jsonb default '{}',
  p_min_severity text default 'info', p_subject_kinds text[] default null
)
returns jsonb
language sql
set search_path = ''
as $$
  select private.add_tenant_channel(p_tenant_id, p_name, p_kind, p_destination, p_config, p_min_severity, p_subject_kinds);
$$;
comment on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[]) is
  'Makes a channel that hears of a tenant''s alerts: {"id", "signing_secret"}; the signing secret is shown this once.';
revoke all on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[])
  from public, anon, authenticated, service_role;
grant execute on function public.create_tenant_channel(text, text, text, text, jsonb, text, text[]) to authenticated, service_role;

-- How each channel is doing: what waits, what died, the oldest message waiting. What a silence holds is counted apart, and has
-- waited from its end on. Runs as the caller: row level security applies.
create or replace view public.notification_channel_status with (security_invoker = true) as
select
  c.id, c.name, c.kind, c.source, c.enabled, c.disabled_reason, c.destination_hint, c.min_severity, c.subject_kinds,
  c.failure_count, c.last_success_at, c.last_error_at, c.last_error,
  w.pending_count,
  (select count(*) from public.notifications n where n.channel_id = c.id and n.state = 'dead') as dead_count,
  w.oldest_pending_at,
  c.owner_id, c.config, c.signing_secret_hint, case when c.cooldown_until > now() then c.cooldown_until end as cooldown_until,
  c.created_at, c.updated_at, c.tenant_id, w.held_count
from public.notification_channels c
cross join lateral (
  select count(*) filter (where not h.is_held) as pending_count, count(*) filter (where h.is_held) as held_count,
    min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where not h.is_held) as oldest_pending_at
  from public.notifications n
  cross join lateral (select coalesce(n.held_until > now(), false) as is_held) h
  where n.channel_id = c.id and n.state in ('pending', 'leased')
) w;
comment on view public.notification_channel_status is 'Channels with their health and what waits in the outbox.';
revoke all on public.notification_channel_status from public, anon, authenticated, service_role;
grant select on public.notification_channel_status to authenticated, service_role;

-- What tenants report of themselves, one row per item of a signal: a licence, an order, or, with no item, a state of the whole. Checks
-- judge them. Written by report_signals only.
create table if not exists public.tenant_signals (
  tenant_id text not null references public.tenants (id) on delete cascade,
  signal text not null constraint tenant_signals_signal_form check (signal ~ '^[a-z][a-z0-9_]{0,62}$'),
  item text not null default '' constraint tenant_signals_item_length check (char_length(item) <= 200),
  data jsonb not null constraint tenant_signals_data_is_object
    check (jsonb_typeof(data) = 'object' and octet_length(data::text) <= 10240),
  reported_at timestamptz not null default now(),
  expires_at timestamptz,
  primary key (tenant_id, signal, item)
);
comment on table public.tenant_signals is 'Facts that tenants reported, by signal and item. Their members read them.';
comment on column public.tenant_signals.tenant_id is 'The tenant.';
comment on column public.tenant_signals.signal is 'Name of the signal, such as error_tickets.';
comment on column public.tenant_signals.item is 'Key of the item within the signal; empty for a signal of one item.';
comment on column public.tenant_signals.data is 'The facts, a JSON object of at most 10 kB.';
comment on column public.tenant_signals.reported_at is 'When it was last reported, by the server''s clock.';
comment on column public.tenant_signals.expires_at is 'When an appended item is forgotten; null for items that stay until they are removed.';

create index if not exists tenant_signals_expires_at_idx on public.tenant_signals (expires_at) where expires_at is not null;
comment on index public.tenant_signals_expires_at_idx is 'Serves prune_tenants.';

alter table public.tenant_signals enable row level security;
revoke all on public.tenant_signals from public, anon, authenticated, service_role;
grant select on public.tenant_signals to authenticated;
grant select, insert, update, delete on public.tenant_signals to service_role;

drop policy if exists "Members and admins read signals" on public.tenant_signals;
create policy "Members and admins read signals" on public.tenant_signals
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- Signals that are not reported but read from the project's own tables: a table or view with the columns tenant_id text, item text and
-- data jsonb stands for all items of the signal. Written by the database's owner only, since its relation is read with their rights.
create table if not exists private.signal_sources (
  signal text primary key constraint signal_sources_signal_form check (signal ~ '^[a-z][a-z0-9_]{0,62}$'),
  relation regclass not null
);
comment on table private.signal_sources is 'Tables and views (tenant_id, item, data) that stand for reported signals.';
alter table private.signal_sources enable row level security;
revoke all on private.signal_sources from public, anon, authenticated, service_role;

-- Refuses a relation that checks could not read. Called by: trigger signal_sources_validate.
create or replace function private.validate_signal_source()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_missing text;
begin
  select string_agg(c.name || ' ' || c.type, ', ' order by c.position) into v_missing
  from (values (1, 'tenant_id', 'text'), (2, 'item', 'text'), (3, 'data', 'jsonb')) c(position, name, type)
  where not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = new.relation and a.attname = c.name and a.atttypid = c.type::regtype and not a.attisdropped
  );
  if v_missing is not null then
    raise exception using errcode = '22023', message = 'invalid_signal_source',
      detail = format('%s has no %s.', new.relation, v_missing),
      hint = 'A source has the columns tenant_id text, item text and data jsonb: create a view that has them.';
  end if;
  return new;
end
$$;
comment on function private.validate_signal_source() is 'Trigger: a source of a signal has the columns that checks read.';
revoke all on function private.validate_signal_source() from public, anon, authenticated, service_role;

drop trigger if exists signal_sources_validate on private.signal_sources;
create trigger signal_sources_validate
  before insert or update on private.signal_sources
  for each row execute function private.validate_signal_source();

-- What is wrong with an entry of report_signals, or null. API: private. Called by: store_signals.
create or replace function private.signal_entry_error(entry jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(e) is distinct from 'object' then 'is not an object'
    when jsonb_typeof(e -> 'signal') is distinct from 'string' or e ->> 'signal' !~ '^[a-z][a-z0-9_]{0,62}$'
      then 'needs signal: a name of small letters, digits and underscores'
    when (e ? 'data')::integer + (e ? 'items')::integer + (e ? 'append')::integer <> 1
      then 'needs one of data, items and append'
    when exists (select from jsonb_object_keys(e) k where k not in ('signal', 'item', 'data', 'items', 'replace', 'append'))
      then 'has a key that is not known: '
        || (select min(k) from jsonb_object_keys(e) k where k not in ('signal', 'item', 'data', 'items', 'replace', 'append'))
    when e ? 'item' and not e ? 'data' then 'has item, which goes with data'
    when e ? 'item' and (jsonb_typeof(e -> 'item') <> 'string' or char_length(e ->> 'item') not between 1 and 200)
      then 'needs item as text of 1 to 200 characters'
    when e ? 'replace' and (not e ? 'items' or jsonb_typeof(e -> 'replace') <> 'boolean') then 'needs replace as true or false, with items'
    when e ? 'data' and jsonb_typeof(e -> 'data') not in ('object', 'null') then 'needs data as an object, or null to remove the item'
    when e ? 'items' and (
      jsonb_typeof(e -> 'items') <> 'object'
      or exists (
        select from jsonb_each(e -> 'items') i
        where char_length(i.key) not between 1 and 200 or jsonb_typeof(i.value) not in ('object', 'null')
      )
    ) then 'needs items as an object: keys of 1 to 200 characters, each with an object, or null to remove the item'
    when e ? 'append' and (
      jsonb_typeof(e -> 'append') <> 'array'
      or exists (select from jsonb_array_elements(e -> 'append') i where jsonb_typeof(i) <> 'object')
    ) then 'needs append as an array of objects'
    when octet_length((e -> 'data')::text) > 10240
      or e ? 'items' and exists (select from jsonb_each(e -> 'items') i where octet_length(i.value::text) > 10240)
      or e ? 'append' and exists (select from jsonb_array_elements(e -> 'append') i where octet_length(i::text) > 10240)
      then 'has an item of more than 10 kB (10240 bytes as text)'
  end
  from (values (signal_entry_error.entry)) v(e);
$$;
comment on function private.signal_entry_error(jsonb) is 'What is wrong with an entry of report_signals, or null.';
revoke all on function private.signal_entry_error(jsonb) from public, anon, authenticated, service_role;

-- Stores what a tenant reports: {"stored", "removed"}. Of an item that is reported twice the later entry counts.
-- SECURITY DEFINER: members report without being allowed to write the table; it decides by itself who the caller is.
-- API: private. Called by: report_signals.
create or replace function private.store_signals(tenant_id text, signals jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_error text;
  v_stored integer;
  v_removed integer;
  v_replaced integer;
  v_limit integer := private.get_integer_setting('tenant_signals_limit');
begin
  if not private.is_project_call() and not private.is_tenant_member(store_signals.tenant_id, '{owner,admin,member}') then
    raise exception using errcode = '42501', message = 'not_a_member',
      detail = 'Owners, admins and members of a tenant report its signals.',
      hint = 'Sign in as one of them, or report with the secret key.';
  end if;
  if jsonb_typeof(store_signals.signals) is distinct from 'array' or jsonb_array_length(store_signals.signals) > 1000
    or octet_length(store_signals.signals::text) > 1048576 then
    raise exception using errcode = '22023', message = 'invalid_signals',
      detail = 'Signals are an array of at most 1000 entries, and 1 MB as text.',
      hint = 'Pass p_signals such as [{"signal": "error_tickets", "items": {"T-1": {"status": "open"}}}], in several calls if need be.';
  end if;
  select format('Entry %s %s.', e.position, private.signal_entry_error(e.entry)) into v_error
  from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
  where private.signal_entry_error(e.entry) is not null
  order by e.position
  limit 1;
  if v_error is not null then
    raise exception using errcode = '22023', message = 'invalid_signals', detail = v_error,
      hint = 'An entry is {"signal", "data"}, {"signal", "item", "data"}, {"signal", "items", "replace"} or {"signal", "append"}.';
  end if;
  -- Reports of one tenant wait for each other, so that their limit holds and a replaced signal is what one of them said.
  perform from public.tenants t where t.id = store_signals.tenant_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;

  delete from public.tenant_signals s
  where s.tenant_id = store_signals.tenant_id
    and s.signal in (
      select e ->> 'signal' from jsonb_array_elements(store_signals.signals) e where e -> 'replace' = 'true'
    )
    and not exists (
      select from jsonb_array_elements(store_signals.signals) e
      where e ->> 'signal' = s.signal and e -> 'items' ? s.item
    );
  get diagnostics v_replaced = row_count;

  with reported as (
    select distinct on (i.signal, i.item) i.signal, i.item, i.data
    from (
      select e.entry ->> 'signal', coalesce(e.entry ->> 'item', ''), e.entry -> 'data', e.position
      from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
      where e.entry ? 'data'
      union all
      select e.entry ->> 'signal', i.key, i.value, e.position
      from jsonb_array_elements(store_signals.signals) with ordinality e(entry, position)
      cross join jsonb_each(e.entry -> 'items') i
      where e.entry ? 'items'
    ) i(signal, item, data, position)
    order by i.signal, i.item, i.position desc
  ),
  removed as (
    delete from public.tenant_signals s
    using reported r
    where s.tenant_id = store_signals.tenant_id and s.signal = r.signal and s.item = r.item and r.data = 'null'
    returning 1
  ),
  stored as (
    insert into public.tenant_signals (tenant_id, signal, item, data, expires_at)
    select store_signals.tenant_id, r.signal, r.item, r.data, null from reported r where r.data <> 'null'
    union all
    select store_signals.tenant_id, e ->> 'signal', gen_random_uuid()::text, a,
      now() + private.get_interval_setting('tenant_signals_retention')
    from jsonb_array_elements(store_signals.signals) e
    cross join jsonb_array_elements(e -> 'append') a
    where e ? 'append'
    on conflict on constraint tenant_signals_pkey do update
      set data = excluded.data, reported_at = now(), expires_at = null
    returning 1
  )
  select (select count(*) from stored), (select count(*) from removed) into v_stored, v_removed;
  if (
    select count(*) from (
      select from public.tenant_signals s where s.tenant_id = store_signals.tenant_id limit v_limit + 1
    ) k
  ) > v_limit then
    raise exception using errcode = 'PT409', message = 'too_many_signals',
      detail = format('A tenant has at most %s items of signals.', v_limit),
      hint = 'Remove items that no check needs, or raise the setting tenant_signals_limit.';
  end if;
  return jsonb_build_object('stored', v_stored, 'removed', v_removed + v_replaced);
end
$$;
comment on function private.store_signals(text, jsonb) is 'Stores what a tenant reports, for its members and the service role.';
revoke all on function private.store_signals(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.store_signals(text, jsonb) to authenticated, service_role;

-- Reports facts about a tenant, which its checks judge: an array of at most 1000 entries, each one of
--   {"signal", "data"}            the signal has this one item;  "item" names it among others;  null as data removes it
--   {"signal", "items"}           several items by key;  "replace": true removes all others of the signal
--   {"signal", "append"}          events, kept for the setting tenant_signals_retention
-- Answers {"stored", "removed"}.
-- API: owners, admins and members of the tenant, the service role.
-- Errors: invalid_signals (22023), not_a_member (42501), tenant_not_found (404), too_many_signals (409).
create or replace function public.report_signals(p_tenant_id text, p_signals jsonb)
returns jsonb
language sql
set search_path = ''
as $$
  select private.store_signals(p_tenant_id, p_signals);
$$;
comment on function public.report_signals(text, jsonb) is 'Reports facts about a tenant for its checks: {"stored", "removed"}.';
revoke all on function public.report_signals(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.report_signals(text, jsonb) to authenticated, service_role;

-- Forgets appended items of signals that have expired. Returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_signals(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.tenant_signals s where s.expires_at <= prune_signals.now_at;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_signals(timestamptz) is 'Deletes appended items of signals past their time; returns how many.';
revoke all on function private.prune_signals(timestamptz) from public, anon, authenticated, service_role;

-- Tenants that were given a channel for email to their owners. One is given once: who deletes it, or switches it off, has said so for
-- good. The channel itself is a row of notification_channels with source = 'owners'.
create table if not exists private.owner_channels (
  tenant_id text primary key references public.tenants (id) on delete cascade,
  made_at timestamptz not null default now()
);
comment on table private.owner_channels is 'Tenants whose owners were once given a channel for email. Written by make_owner_channels.';
comment on column private.owner_channels.tenant_id is 'The tenant.';
comment on column private.owner_channels.made_at is 'When its channel was made.';
alter table private.owner_channels enable row level security;
revoke all on private.owner_channels from public, anon, authenticated, service_role;

create unique index if not exists notification_channels_owners_idx on public.notification_channels (tenant_id) where source = 'owners';
comment on index public.notification_channels_owners_idx is 'One such channel a tenant; serves refresh_owner_channels.';

-- The confirmed addresses of the owners of a tenant, in the order in which they became members; as many as an email may have.
-- API: private. Called by: make_owner_channels, refresh_owner_channels, no_channel_reason.
create or replace function private.owner_addresses(tenant_id text)
returns text[]
language sql
stable
set search_path = ''
as $$
  select array(
    select u.email::text
    from public.tenant_members m
    join auth.users u on u.id = m.user_id
    where m.tenant_id = owner_addresses.tenant_id and m.role = 'owner' and u.email_confirmed_at is not null and u.deleted_at is null
      and private.is_channel_config('email', jsonb_build_object('to', jsonb_build_array(u.email)))
    order by m.created_at, u.email
    limit 50
  );
$$;
comment on function private.owner_addresses(text) is 'Confirmed addresses of the owners of a tenant.';
revoke all on function private.owner_addresses(text) from public, anon, authenticated, service_role;

-- Has the channels of tenants' owners follow their addresses. Without any the channel is off, until there is one again,
-- whoever switches it on meanwhile.
-- API: private. Called by: claim_notifications, so that no message goes to who is not an owner any more; run_tenant_batch, and the
-- trigger on tenant_members.
create or replace function private.refresh_owner_channels(tenant_ids text[])
returns void
language sql
set search_path = ''
as $$
  with moved as materialized (
    select c.id, private.owner_addresses(c.tenant_id) as addresses, 'No owner of the tenant has a confirmed address.' as nobody
    from public.notification_channels c
    where c.source = 'owners' and c.tenant_id = any (refresh_owner_channels.tenant_ids)
      and (c.config -> 'to' is distinct from to_jsonb(private.owner_addresses(c.tenant_id)) or c.enabled and c.config -> 'to' = '[]')
    order by c.id
    for no key update
  )
  update public.notification_channels c
  set config = jsonb_build_object('to', m.addresses),
      enabled = m.addresses <> '{}' and (c.enabled or coalesce(c.disabled_reason = m.nobody, false)),
      disabled_reason = case when m.addresses = '{}' and c.enabled then m.nobody else c.disabled_reason end
  from moved m
  where c.id = m.id;
$$;
comment on function private.refresh_owner_channels(text[]) is 'Has the email channels of tenants'' owners follow their addresses.';
revoke all on function private.refresh_owner_channels(text[]) from public, anon, authenticated, service_role;

-- Who becomes an owner is written to from now on, who is none any more is not. Called by: triggers of tenant_members.
-- SECURITY DEFINER: it reads addresses, and writes a channel, which whoever changes members need not be allowed to.
create or replace function private.follow_owners()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refresh_owner_channels(array[case tg_op when 'DELETE' then old.tenant_id else new.tenant_id end]);
  return null;
end
$$;
comment on function private.follow_owners() is 'Trigger: the email channel of a tenant''s owners follows who they are.';
revoke all on function private.follow_owners() from public, anon, authenticated, service_role;

drop trigger if exists tenant_members_follow_owners on public.tenant_members;
create trigger tenant_members_follow_owners
  after insert or update of role or delete on public.tenant_members
  for each row execute function private.follow_owners();
