-- Built from supabase/schemas/00_platform by npm run build:migrations. Edit there, not here.

-- The extensions that the product stands on. All three ship with every hosted Supabase project.
create schema if not exists extensions;
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
create extension if not exists supabase_vault;

-- Everything that a client need not call lives in `private`, which the API does not expose.
-- Default privileges are narrowed here and not in `public`: a project's other tables and functions keep the defaults that
-- their owner chose. Every object of ours in `public` states its own grants, and the catalog test holds them to a list.
create schema if not exists private;
comment on schema private is 'Heartbase: state and functions that only the database itself uses.';

revoke all on schema private from public, anon, authenticated, service_role;
grant usage on schema private to authenticated, service_role;

alter default privileges in schema private revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema private revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema private revoke all on functions from anon, authenticated, service_role;

-- app_service: a role for application servers that record heartbeats without holding the service key.
-- NOLOGIN: it is reached by `set role` or by a JWT whose role claim names it.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'app_service') then
    create role app_service nologin;
  end if;
  if exists (select from pg_catalog.pg_roles r where r.rolname = 'authenticator') then
    grant app_service to authenticator;
  end if;
end
$$;
grant usage on schema public to app_service;

-- Whether the caller's token carries the admin role in app_metadata, which only the service key can write.
-- user_metadata is never read: every user can write their own.
-- API: signed-in users. Called by: row level security policies.
create or replace function public.is_admin()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin', false);
$$;
comment on function public.is_admin() is
  'True when the caller''s JWT has app_metadata.role = admin. Never reads user_metadata.';
revoke all on function public.is_admin() from public, anon, authenticated, service_role;
grant execute on function public.is_admin() to authenticated, service_role;

-- A duration as Go writes it, such as 30s, 2m, 1h30m or 1.5s, as an interval; null when it is none. Units: h, m, s, ms, us, ns.
-- API: private. Called by: validate_setting, get_interval_setting.
create or replace function private.parse_duration(duration text)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case
    when parse_duration.duration ~ '^([0-9]{1,12}(\.[0-9]{1,12})?(h|m|s|ms|us|µs|ns))+$' then (
      select make_interval(secs => sum(p.part[1]::numeric * case p.part[3]
        when 'h' then 3600 when 'm' then 60 when 's' then 1 when 'ms' then 1e-3 when 'ns' then 1e-9 else 1e-6
      end)::double precision)
      from regexp_matches(parse_duration.duration, '([0-9]+(\.[0-9]+)?)(ms|us|µs|ns|h|m|s)', 'g') p(part)
    )
  end;
$$;
comment on function private.parse_duration(text) is 'A Go-style duration such as 1h30m as an interval, or null.';
revoke all on function private.parse_duration(text) from public, anon, authenticated, service_role;

-- What each known setting means, its type, its default and its bounds. Rows of app_settings override the default.
create table if not exists private.setting_definitions (
  key text primary key,
  value_type text not null constraint setting_definitions_value_type_known
    check (value_type in ('interval', 'duration', 'integer', 'url', 'text')),
  default_value text,
  minimum text,
  maximum text,
  description text not null
);
comment on table private.setting_definitions is 'Known settings: type, default and bounds. Written by migrations only.';
alter table private.setting_definitions enable row level security;
revoke all on private.setting_definitions from public, anon, authenticated, service_role;

insert into private.setting_definitions (key, value_type, default_value, minimum, maximum, description)
values
  ('edge_base_url', 'url', null, null, null, 'API base URL of this project; edge functions are at <url>/functions/v1/<name>'),
  ('stale_after', 'interval', '24 hours', '1 second', '10 years', 'How often a job must run when its row has no expected_every'),
  ('alert_repeat_after', 'interval', '6 hours', '1 minute', '1 year', 'Least time between two alerts about the same subject'),
  ('mesh_stale_after', 'interval', '1 hour', '1 minute', '10 years', 'Silence after which a tetrahedron without a stale_after of its own is stale'),
  ('MACHINE_HEARTBEAT_CHECK_INTERVAL', 'duration', '30s', '1s', '24h', 'How often machines are checked; configure_machine_monitor() sets it'),
  ('MACHINE_OFFLINE_THRESHOLD', 'duration', '2m', '1s', '8760h', 'Silence after which a machine without an offline_after of its own is offline'),
  ('machines_per_user', 'integer', '100', '0', '1000000', 'Machines that a signed-in user may register'),
  ('edge_timeout', 'interval', '60 seconds', '1 second', '400 seconds', 'How long pg_net waits for an edge function'),
  ('delivery_lease', 'interval', '60 seconds', '30 seconds', '1 hour', 'How long a sender owns a claimed notification'),
  ('delivery_max_attempts', 'integer', '11', '1', '100', 'Attempts after which a notification is dead'),
  ('group_threshold', 'integer', '5', '1', '1000', 'Messages a channel may get in a minute before further ones are grouped'),
  ('channel_cooldown', 'interval', '1 minute', '0 seconds', '1 day', 'How long a channel waits after three failures in a row'),
  ('channels_per_user', 'integer', '20', '0', '10000', 'Channels that a signed-in user may have'),
  ('metrics_max_series', 'integer', '1000', '1', '100000', 'Subjects of a kind that have metrics of their own, the worst first'),
  ('outage_threshold', 'interval', '5 minutes', '2 minutes', '1 day', 'A stopped database counts as an outage from this length on'),
  ('alive_refresh_after', 'interval', '30 seconds', '5 seconds', '1 day', 'Age from which the result of a boot check is renewed when somebody asks for it'),
  ('notifications_retention', 'interval', '90 days', '1 day', '10 years', 'How long finished notifications are kept'),
  ('alerts_retention', 'interval', '365 days', '1 day', '10 years', 'How long resolved alerts and silences that are over are kept'),
  ('edge_requests_retention', 'interval', '7 days', '1 hour', '1 year', 'How long the log of edge function calls is kept'),
  ('mesh_heartbeats_retention', 'interval', '30 days', '1 day', '10 years', 'How long heartbeats of tetrahedrons are kept'),
  ('machine_metrics_retention', 'interval', '7 days', '1 hour', '10 years', 'How long the metrics of machines are kept, a row a minute'),
  ('tenant_minimum_age', 'interval', '7 days', '0', '1 year', 'Tenants younger than this are not looked at'),
  ('heartbeat_lease', 'interval', '3 minutes', '1 minute', '1 hour', 'How long an execution of a tenant may take before another one may begin'),
  ('tenant_signals_limit', 'integer', '50000', '1', '10000000', 'Items of signals that a tenant may have'),
  ('tenant_signals_retention', 'interval', '35 days', '1 hour', '10 years', 'How long appended items of signals are kept'),
  ('heartbeat_executions_retention', 'interval', '30 days', '1 day', '10 years', 'How long executions of tenants and their failures are kept'),
  ('remediation_runs_retention', 'interval', '90 days', '2 days', '10 years', 'How long runs of remediations are kept'),
  ('tenant_insights_retention', 'interval', '90 days', '1 day', '10 years', 'How long insights about tenants are kept'),
  ('cron_history_retention', 'interval', '7 days', '1 hour', '1 year', 'How long cron.job_run_details is kept')
on conflict (key) do update
  set value_type = excluded.value_type, default_value = excluded.default_value, minimum = excluded.minimum,
      maximum = excluded.maximum, description = excluded.description;

-- Refuses a value that the setting's type or bounds do not allow, so that reading a setting never fails.
-- Called by: trigger app_settings_validate. SECURITY DEFINER: admins change settings, but may not read their definitions.
create or replace function private.validate_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_definition private.setting_definitions;
  v_in_bounds boolean := true;
begin
  select d.* into v_definition from private.setting_definitions d where d.key = new.key;
  new.updated_at := now();
  if not found then
    return new;
  end if;
  begin
    case v_definition.value_type
      when 'interval' then
        v_in_bounds := new.value::interval between v_definition.minimum::interval and v_definition.maximum::interval;
      when 'duration' then
        v_in_bounds := coalesce(
          private.parse_duration(new.value)
            between private.parse_duration(v_definition.minimum) and private.parse_duration(v_definition.maximum),
          false
        );
      when 'integer' then
        v_in_bounds := new.value::integer between v_definition.minimum::integer and v_definition.maximum::integer;
      when 'url' then
        v_in_bounds := new.value ~ '^https?://[^\s/@?#]+(/[^\s?#]*)?$';
      else
        null;
    end case;
  exception
    when invalid_text_representation or invalid_datetime_format or datetime_field_overflow
      or interval_field_overflow or numeric_value_out_of_range then
      v_in_bounds := false;
  end;
  if not v_in_bounds then
    raise exception using
      errcode = '22023',
      message = 'invalid_setting',
      detail = format('%L is not a valid value for %s.', new.value, new.key),
      hint = case v_definition.value_type
        when 'url' then 'Give an absolute URL such as https://<project-ref>.supabase.co'
        when 'duration' then format('Give a duration such as 30s, 2m or 1h30m, from %s to %s.', v_definition.minimum,
          v_definition.maximum)
        else format('Give an %s from %s to %s, such as %s.', v_definition.value_type, v_definition.minimum,
          v_definition.maximum, v_definition.default_value)
      end;
  end if;
  return new;
end
$$;
comment on function private.validate_setting() is 'Trigger: refuses invalid values of known settings with a clear error.';
revoke all on function private.validate_setting() from public, anon, authenticated, service_role;

-- Settings of this project, as text. Known keys are listed in private.setting_definitions; others are kept untouched.
create table if not exists public.app_settings (
  key text primary key,
  value text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.app_settings is 'Settings of this project. Admins and the service role only.';
comment on column public.app_settings.key is 'Name of the setting, such as edge_base_url or stale_after.';
comment on column public.app_settings.value is 'Value as text; known keys are checked for type and bounds.';
comment on column public.app_settings.created_at is 'When the row was made.';
comment on column public.app_settings.updated_at is 'When the value was last written.';

-- edge_base_url is where the function credential is sent: admins of the application read it, the project's owner sets it.
alter table public.app_settings enable row level security;
revoke all on public.app_settings from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.app_settings to authenticated, service_role;

drop policy if exists "Admins read settings" on public.app_settings;
create policy "Admins read settings" on public.app_settings
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add settings" on public.app_settings;
create policy "Admins add settings" on public.app_settings
  for insert to authenticated with check ((select public.is_admin()) and key <> 'edge_base_url');
drop policy if exists "Admins change settings" on public.app_settings;
create policy "Admins change settings" on public.app_settings
  for update to authenticated
  using ((select public.is_admin()) and key <> 'edge_base_url')
  with check ((select public.is_admin()) and key <> 'edge_base_url');
drop policy if exists "Admins remove settings" on public.app_settings;
create policy "Admins remove settings" on public.app_settings
  for delete to authenticated using ((select public.is_admin()) and key <> 'edge_base_url');

drop trigger if exists app_settings_validate on public.app_settings;
create trigger app_settings_validate
  before insert or update on public.app_settings
  for each row execute function private.validate_setting();

-- The value of a setting, or its default, or null when it has neither.
-- SECURITY DEFINER: views that run as the signed-in caller need defaults that the caller may not read by row.
-- API: private. Called by: the typed getters.
create or replace function private.get_setting(key text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    (select s.value from public.app_settings s where s.key = get_setting.key),
    (select d.default_value from private.setting_definitions d where d.key = get_setting.key)
  );
$$;
comment on function private.get_setting(text) is 'Value of a setting, else its default, else null.';
revoke all on function private.get_setting(text) from public, anon, authenticated, service_role;

-- An interval setting. API: private. Called by: evaluators, and views that admins read.
-- SECURITY DEFINER, as private.get_setting: it exposes durations only, never a text setting.
create or replace function private.get_interval_setting(key text)
returns interval
language sql
stable
security definer
set search_path = ''
as $$
  select case d.value_type
    when 'duration' then private.parse_duration(private.get_setting(d.key))
    else private.get_setting(d.key)::interval
  end
  from private.setting_definitions d
  where d.key = get_interval_setting.key and d.value_type in ('interval', 'duration');
$$;
comment on function private.get_interval_setting(text) is
  'An interval or duration setting, or its default. Null for keys of another type.';
revoke all on function private.get_interval_setting(text) from public, anon, authenticated, service_role;
grant execute on function private.get_interval_setting(text) to authenticated, service_role;

-- An integer setting. API: private. Called by: the delivery core.
create or replace function private.get_integer_setting(key text)
returns integer
language sql
stable
set search_path = ''
as $$
  select private.get_setting(get_integer_setting.key)::integer;
$$;
comment on function private.get_integer_setting(text) is 'An integer setting, or its default.';
revoke all on function private.get_integer_setting(text) from public, anon, authenticated, service_role;

-- A secret from Vault by name, decrypted, or null. API: private. Called by: invoke_edge_function and claim_notifications.
create or replace function private.get_secret(secret_name text)
returns text
language sql
stable
set search_path = ''
as $$
  select s.decrypted_secret from vault.decrypted_secrets s where s.name = get_secret.secret_name;
$$;
comment on function private.get_secret(text) is 'Decrypted Vault secret by name, or null.';
revoke all on function private.get_secret(text) from public, anon, authenticated, service_role;

-- Puts a secret into Vault under a name, replacing an earlier one. API: private.
-- Called by: configure-project, and the functions that make channels.
create or replace function private.set_secret(secret_name text, secret_value text, secret_description text default '')
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from vault.secrets s where s.name = set_secret.secret_name;
  if v_id is null then
    perform vault.create_secret(set_secret.secret_value, set_secret.secret_name, set_secret.secret_description);
  else
    perform vault.update_secret(v_id, set_secret.secret_value, set_secret.secret_name, set_secret.secret_description);
  end if;
end
$$;
comment on function private.set_secret(text, text, text) is 'Creates or replaces a Vault secret by name.';
revoke all on function private.set_secret(text, text, text) from public, anon, authenticated, service_role;

-- Calls of edge functions through pg_net. pg_net's own tables are unlogged, keep no URL and expire: the request id kept here
-- is the only way to learn what became of a call.
create table if not exists private.edge_requests (
  id bigint generated always as identity primary key,
  function_name text not null,
  request_id bigint not null,
  requested_at timestamptz not null default now(),
  completed_at timestamptz,
  status_code integer,
  error text
);
comment on table private.edge_requests is 'Every call of an edge function through pg_net, with its answer once harvested.';
alter table private.edge_requests enable row level security;
revoke all on private.edge_requests from public, anon, authenticated, service_role;

create index if not exists edge_requests_function_name_requested_at_idx
  on private.edge_requests (function_name, requested_at desc);
comment on index private.edge_requests_function_name_requested_at_idx is
  'Serves ring_doorbell (rings of the last seconds) and the doctor (last call of a function).';
create index if not exists edge_requests_open_idx on private.edge_requests (request_id) where completed_at is null;
comment on index private.edge_requests_open_idx is 'Serves harvest_edge_requests: calls whose answer is not known yet.';

-- Calls an edge function of this project through pg_net and records the request id. The call leaves after commit.
-- The base URL and a credential that can do nothing but call functions are read at run time: pg_net's queue is readable by
-- every role, so the service key never goes in there.
-- API: private. Called by: ring_doorbell, trigger_healthcheck, ring_heartbeat, ring_recovery. patience: how long pg_net waits for the
-- answer; the setting edge_timeout when left out.
create or replace function private.invoke_edge_function(name text, body jsonb default '{}', patience interval default null)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_base_url text := rtrim(private.get_setting('edge_base_url'), '/');
  v_secret text := private.get_secret('heartbase_function_secret');
  v_request_id bigint;
begin
  if v_base_url is null then
    raise exception using errcode = 'PT503', message = 'edge_base_url_not_set',
      detail = 'app_settings has no edge_base_url, so the database does not know where its edge functions are.',
      hint = 'Run node scripts/configure-project.cjs, or insert the key edge_base_url into app_settings.';
  end if;
  if v_secret is null then
    raise exception using errcode = 'PT503', message = 'function_secret_not_set',
      detail = 'Vault has no secret named heartbase_function_secret, so edge functions would refuse the call.',
      hint = 'Run node scripts/configure-project.cjs, which makes it for Vault and for the functions alike.';
  end if;
  v_request_id := net.http_post(
    url := v_base_url || '/functions/v1/' || invoke_edge_function.name,
    body := invoke_edge_function.body,
    params := '{}'::jsonb,
    headers := jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || v_secret),
    timeout_milliseconds := (extract(epoch from coalesce(
      invoke_edge_function.patience, private.get_interval_setting('edge_timeout')
    )) * 1000)::integer
  );
  insert into private.edge_requests (function_name, request_id)
  values (invoke_edge_function.name, v_request_id);
  return v_request_id;
end
$$;
comment on function private.invoke_edge_function(text, jsonb, interval) is
  'Calls an edge function through pg_net with the function-only credential; returns pg_net''s request id.';
revoke all on function private.invoke_edge_function(text, jsonb, interval) from public, anon, authenticated, service_role;

-- Asks the notify function to drain the outbox, once per transaction and at most five times in ten seconds.
-- A hint only: pg_net may lose it, and the minute tick is the guarantee. So nothing that goes wrong here, a Vault that cannot
-- decrypt or a pg_net that is broken, may undo the alert that rings: it is a warning, and the answer is false.
-- API: private. Called by: the notification triggers and the tick.
create or replace function private.ring_doorbell()
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_transaction text := pg_catalog.pg_current_xact_id()::text;
begin
  if current_setting('heartbase.doorbell_transaction', true) is not distinct from v_transaction then
    return false;
  end if;
  if private.get_setting('edge_base_url') is null or private.get_secret('heartbase_function_secret') is null then
    return false;
  end if;
  if (
    select count(*) >= 5
    from private.edge_requests r
    where r.function_name = 'notify' and r.requested_at > clock_timestamp() - interval '10 seconds'
  ) then
    return false;
  end if;
  perform private.invoke_edge_function('notify', '{"trigger": "doorbell"}');
  perform set_config('heartbase.doorbell_transaction', v_transaction, true);
  return true;
exception
  when others then
    raise warning 'heartbase: the doorbell did not ring: % %', sqlstate, sqlerrm;
    return false;
end
$$;
comment on function private.ring_doorbell() is 'Calls the notify function through pg_net; true when a call was queued.';
revoke all on function private.ring_doorbell() from public, anon, authenticated, service_role;

-- Takes pg_net's answers over into edge_requests. A call without an answer after ten minutes counts as lost.
-- API: private. Called by: the tick.
create or replace function private.harvest_edge_requests(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update private.edge_requests r
  set completed_at = now_at,
      status_code = p.status_code,
      error = case
        when p.timed_out then 'timed out'
        when p.error_msg is not null then left(p.error_msg, 500)
        when p.status_code not between 200 and 299 then 'HTTP ' || p.status_code
      end
  from net._http_response p
  where r.completed_at is null and p.id = r.request_id;
  get diagnostics v_count = row_count;

  update private.edge_requests r
  set completed_at = now_at, error = 'no answer within 10 minutes'
  where r.completed_at is null and r.requested_at < now_at - interval '10 minutes';
  return v_count;
end
$$;
comment on function private.harvest_edge_requests(timestamptz) is
  'Copies pg_net answers to edge_requests; returns how many were found.';
revoke all on function private.harvest_edge_requests(timestamptz) from public, anon, authenticated, service_role;

-- Times during which the database was down, so that nobody's heartbeat could be heard. Deadlines are credited with them.
create table if not exists private.outages (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  constraint outages_order check (ended_at > started_at),
  constraint outages_noticed_once unique (ended_at)
);
comment on table private.outages is 'Times during which the database was down.';
alter table private.outages enable row level security;
revoke all on private.outages from public, anon, authenticated, service_role;

-- The evaluator's own sign of life: one row.
create table if not exists private.evaluator_state (
  id boolean primary key default true constraint evaluator_state_single check (id),
  last_tick_at timestamptz
) with (fillfactor = 50);
comment on table private.evaluator_state is 'When the minute tick last ran.';
alter table private.evaluator_state enable row level security;
revoke all on private.evaluator_state from public, anon, authenticated, service_role;
insert into private.evaluator_state (id) values (true) on conflict do nothing;

-- The recorded outages. API: private. Called by: the verdict functions of evaluators, which credit deadlines with them.
-- SECURITY DEFINER: the healthcheck views run as the signed-in admin, who may not read private tables.
create or replace function private.recorded_outages()
returns table (started_at timestamptz, ended_at timestamptz)
language sql
stable
security definer
rows 1
set search_path = ''
as $$
  select o.started_at, o.ended_at from private.outages o;
$$;
comment on function private.recorded_outages() is 'Times during which the database was down.';
revoke all on function private.recorded_outages() from public, anon, authenticated, service_role;
grant execute on function private.recorded_outages() to authenticated, service_role;

-- A duration as people say it: 90 s, 5 min, 24 h, 3 days. API: private. Called by: whatever words an alert.
create or replace function private.describe_interval(duration interval)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_seconds bigint := extract(epoch from describe_interval.duration);
begin
  return case
    when v_seconds >= 172800 and v_seconds % 86400 = 0 then v_seconds / 86400 || ' days'
    when v_seconds >= 3600 and v_seconds % 3600 = 0 then v_seconds / 3600 || ' h'
    when v_seconds >= 60 and v_seconds % 60 = 0 then v_seconds / 60 || ' min'
    else v_seconds || ' s'
  end;
end
$$;
comment on function private.describe_interval(interval) is 'A duration in words, such as 24 h or 3 days.';
revoke all on function private.describe_interval(interval) from public, anon, authenticated, service_role;

-- An interval as Go writes a duration: 30s, 2m0s, 1h0m0s, 1.5s. API: private. Called by: configure_machine_monitor.
create or replace function private.format_duration(duration interval)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when s.seconds >= 3600 then trunc(s.seconds / 3600) || 'h' else '' end
    || case when s.seconds >= 60 then trunc(mod(s.seconds, 3600) / 60) || 'm' else '' end
    || trim_scale(mod(s.seconds, 60)) || 's'
  from (select extract(epoch from format_duration.duration)) s(seconds);
$$;
comment on function private.format_duration(interval) is 'A duration as Go writes it, such as 2m0s.';
revoke all on function private.format_duration(interval) from public, anon, authenticated, service_role;

-- Whether a function runs for the project itself (the service role, or SQL as the owner) and not for a signed-in user.
-- API: private. Called by: SECURITY DEFINER functions, in which current_user is the owner.
create or replace function private.is_project_call()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(nullif(current_setting('role', true), 'none'), session_user) in ('service_role', current_user);
$$;
comment on function private.is_project_call() is 'True when the service role, or the owner in SQL, is calling.';
revoke all on function private.is_project_call() from public, anon, authenticated, service_role;

-- A timestamp as RFC 3339 writes it, with its zone; null when it is none. Words such as infinity or tomorrow are none.
-- API: private. Called by: what reads timestamps that clients sent.
create or replace function private.parse_timestamp(moment text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if parse_timestamp.moment ~* '^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}:\d{2}(\.\d{1,12})?(z|[+-]\d{2}:\d{2})$' then
    return parse_timestamp.moment::timestamptz;
  end if;
  return null;
exception
  when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
    return null;
end
$$;
comment on function private.parse_timestamp(text) is 'An RFC 3339 timestamp, or null.';
revoke all on function private.parse_timestamp(text) from public, anon, authenticated, service_role;

-- The known settings with what they are and what they may be. Keys that nobody knows are left out, whatever they hold.
-- API: private. Called by: list_settings. SECURITY DEFINER: definitions are private. That the caller is an admin, or the project
-- itself, it finds out by itself.
create or replace function private.describe_settings()
returns table (
  key text, value_type text, value text, default_value text, is_default boolean, minimum text, maximum text, description text,
  can_change boolean, updated_at timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_project_call() and not public.is_admin() then
    raise exception using errcode = '42501', message = 'not_an_admin',
      detail = 'Settings are for admins of the application.', hint = 'Ask somebody to give you the role.';
  end if;
  return query
  select d.key, d.value_type, coalesce(s.value, d.default_value), d.default_value, s.key is null, d.minimum, d.maximum, d.description,
    private.is_project_call() or d.key <> 'edge_base_url', s.updated_at
  from private.setting_definitions d
  left join public.app_settings s on s.key = d.key
  order by d.key;
end
$$;
comment on function private.describe_settings() is 'Known settings with their type, value, default and bounds, for admins.';
revoke all on function private.describe_settings() from public, anon, authenticated, service_role;
grant execute on function private.describe_settings() to authenticated, service_role;

-- API: admins, the service role, and SQL in the dashboard. Error: not_an_admin (42501, HTTP 403).
create or replace function public.list_settings()
returns table (
  key text, value_type text, value text, default_value text, is_default boolean, minimum text, maximum text, description text,
  can_change boolean, updated_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select * from private.describe_settings();
$$;
comment on function public.list_settings() is
  'Known settings: type, value, default, bounds, what they mean, and whether the caller may change them. Admins only.';
revoke all on function public.list_settings() from public, anon, authenticated, service_role;
grant execute on function public.list_settings() to authenticated, service_role;
