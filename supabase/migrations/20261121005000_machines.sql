-- Built from supabase/schemas/50_machines by npm run build:migrations. Edit there, not here.

-- One row per machine: what its agent last reported, whether it is online, and when the evaluator must look at it again.
-- A report changes only columns that no index holds, so that it stays a HOT update; one of a machine that is offline makes the
-- row due. next_check_at is otherwise pushed forward by the evaluator, lazily, and set to now by the recheck trigger when people
-- edit a row by hand. Reports set last_seen; the evaluator alone changes status.
create table if not exists public.machines (
  id bigint generated always as identity primary key,
  user_id uuid references auth.users (id) on delete cascade,
  name text not null constraint machines_name_form check (char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
  hostname text constraint machines_hostname_form check (char_length(hostname) between 1 and 255 and hostname !~ '[[:cntrl:]]'),
  description text constraint machines_description_length check (char_length(description) <= 2000),
  status text not null default 'offline' constraint machines_status_known check (status in ('online', 'offline')),
  status_changed_at timestamptz not null default now(),
  last_seen timestamptz,
  is_enabled boolean not null default true,
  offline_after interval constraint machines_offline_after_range
    check (offline_after >= interval '1 second' and offline_after <= interval '1 year'),
  watched_since timestamptz not null default now(),
  key_hint text,
  platform text,
  platform_version text,
  kernel_version text,
  cpu_cores integer,
  memory_total_mb bigint,
  disk_total_gb double precision,
  last_boot_time timestamptz,
  cpu_pct real,
  mem_used_pct real,
  disk_used_pct real,
  net_rx_bytes bigint,
  net_tx_bytes bigint,
  uptime_s bigint,
  clock_offset interval,
  heartbeat_count bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  next_check_at timestamptz not null default now(),
  evaluation_error text,
  -- Other instants could not be added to.
  constraint machines_last_seen_range check (last_seen between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  constraint machines_watched_since_range check (watched_since between '1970-01-01 00:00+00' and '9999-01-01 00:00+00')
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table public.machines is 'Machines whose agents report. Their owners and admins see them.';
comment on column public.machines.id is 'Identifier of the machine.';
comment on column public.machines.user_id is 'Its owner, whose channels hear of it; null for the project''s own machines and channels.';
comment on column public.machines.name is 'Name, 1 to 200 characters.';
comment on column public.machines.hostname is 'Host name, as given or as its agent reports it.';
comment on column public.machines.description is 'What it is for.';
comment on column public.machines.status is 'online or offline, as the evaluator last found it.';
comment on column public.machines.status_changed_at is 'When the evaluator last changed the status.';
comment on column public.machines.last_seen is 'Last report, by the server''s clock; null when there was none.';
comment on column public.machines.is_enabled is 'False: its reports are refused, and nobody is told of its silence.';
comment on column public.machines.offline_after is 'Silence after which it is offline; null follows MACHINE_OFFLINE_THRESHOLD.';
comment on column public.machines.watched_since is 'When it was made or last enabled: silence counts from here at the earliest.';
comment on column public.machines.key_hint is 'Last four characters of its key.';
comment on column public.machines.platform is 'Operating system, as its agent reports it.';
comment on column public.machines.platform_version is 'Version of the operating system.';
comment on column public.machines.kernel_version is 'Version of the kernel.';
comment on column public.machines.cpu_cores is 'Number of CPU cores.';
comment on column public.machines.memory_total_mb is 'Memory in MB.';
comment on column public.machines.disk_total_gb is 'Size of the disk in GB.';
comment on column public.machines.last_boot_time is 'When it booted, by its own clock.';
comment on column public.machines.cpu_pct is 'CPU in use at the last report, in percent.';
comment on column public.machines.mem_used_pct is 'Memory in use at the last report, in percent.';
comment on column public.machines.disk_used_pct is 'Disk in use at the last report, in percent.';
comment on column public.machines.net_rx_bytes is 'Bytes received since it booted.';
comment on column public.machines.net_tx_bytes is 'Bytes sent since it booted.';
comment on column public.machines.uptime_s is 'Seconds since it booted.';
comment on column public.machines.clock_offset is 'How far its clock is ahead of the server''s. Nothing is judged by it.';
comment on column public.machines.heartbeat_count is 'Reports so far. Tells a report from an edit by hand.';
comment on column public.machines.created_at is 'When it was registered.';
comment on column public.machines.updated_at is 'Last edit; reports do not move it.';
comment on column public.machines.next_check_at is 'When the evaluator looks at the row again.';
comment on column public.machines.evaluation_error is 'Why the evaluator could not judge the row, if so.';

create index if not exists machines_next_check_at_idx on public.machines (next_check_at);
comment on index public.machines_next_check_at_idx is 'Serves evaluate_machines: whose check is due.';
create index if not exists machines_status_name_id_idx on public.machines (status, name, id);
comment on index public.machines_status_name_id_idx is
  'Serves the Operator Panel''s list of machines, offline first. No report changes it: the evaluator alone changes status.';
create index if not exists machines_user_id_idx on public.machines (user_id);
comment on index public.machines_user_id_idx is 'Serves row level security, the limit of machines per user and the foreign key.';

-- A machine is made by register_machine, which gives it a key.
alter table public.machines enable row level security;
revoke all on public.machines from public, anon, authenticated, service_role;
grant select, delete on public.machines to authenticated;
grant update (name, hostname, description, is_enabled, offline_after) on public.machines to authenticated;
grant select, insert, update, delete on public.machines to service_role;

drop policy if exists "Admins and owners read machines" on public.machines;
create policy "Admins and owners read machines" on public.machines
  for select to authenticated using (user_id = (select auth.uid()) or (select public.is_admin()));
drop policy if exists "Owners change their machines" on public.machines;
create policy "Owners change their machines" on public.machines
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
drop policy if exists "Owners remove their machines" on public.machines;
create policy "Owners remove their machines" on public.machines
  for delete to authenticated using (user_id = (select auth.uid()));

-- An edit that is neither a report (those count themselves) nor the evaluator's (that moves next_check_at) is stamped, and makes
-- the row due when it may matter. A machine that is enabled again has its threshold before it must have reported.
-- Called by: trigger machines_recheck, whose WHEN clause a report does not meet.
create or replace function private.recheck_machine()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.is_enabled and not old.is_enabled then
    new.watched_since := now();
  end if;
  if (new.last_seen, new.status, new.is_enabled, new.offline_after, new.watched_since)
    is distinct from (old.last_seen, old.status, old.is_enabled, old.offline_after, old.watched_since) then
    new.next_check_at := now();
  end if;
  return new;
end
$$;
comment on function private.recheck_machine() is 'Trigger: stamps a machine that was edited by hand, and makes it due.';
revoke all on function private.recheck_machine() from public, anon, authenticated, service_role;

drop trigger if exists machines_recheck on public.machines;
create trigger machines_recheck
  before update on public.machines
  for each row
  when (new.heartbeat_count = old.heartbeat_count and new.next_check_at = old.next_check_at)
  execute function private.recheck_machine();

-- The keys of agents, as SHA-256 of their text: 256 random bits need no salt and no slow hash. What is compared is digests, whose
-- likeness tells nothing about the key, so that no time that a comparison takes gives any of it away.
create table if not exists private.machine_keys (
  machine_id bigint primary key references public.machines (id) on delete cascade,
  key_hash bytea not null constraint machine_keys_key_hash_unique unique
    constraint machine_keys_key_hash_length check (octet_length(key_hash) = 32),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
comment on table private.machine_keys is 'One key per machine, hashed; the key itself is shown once and kept nowhere.';
alter table private.machine_keys enable row level security;
revoke all on private.machine_keys from public, anon, authenticated, service_role;

-- What agents reported, a row per machine and minute: means over the reports of that minute, and the highest CPU. Kept for
-- machine_metrics_retention.
create table if not exists public.machine_metrics (
  machine_id bigint not null references public.machines (id) on delete cascade,
  minute timestamptz not null,
  sample_count integer not null default 1,
  cpu_pct real not null,
  cpu_pct_max real not null,
  mem_used_pct real not null,
  disk_used_pct real not null,
  net_rx_bytes bigint,
  net_tx_bytes bigint,
  primary key (machine_id, minute)
) with (fillfactor = 70);
comment on table public.machine_metrics is 'Metrics of machines by the minute. Their owners and admins see them.';
comment on column public.machine_metrics.machine_id is 'The machine.';
comment on column public.machine_metrics.minute is 'Start of the minute, by the server''s clock.';
comment on column public.machine_metrics.sample_count is 'Reports in this minute.';
comment on column public.machine_metrics.cpu_pct is 'CPU in use, mean, in percent.';
comment on column public.machine_metrics.cpu_pct_max is 'CPU in use, highest, in percent.';
comment on column public.machine_metrics.mem_used_pct is 'Memory in use, mean, in percent.';
comment on column public.machine_metrics.disk_used_pct is 'Disk in use, mean, in percent.';
comment on column public.machine_metrics.net_rx_bytes is 'Bytes received since the machine booted, at the last report.';
comment on column public.machine_metrics.net_tx_bytes is 'Bytes sent since the machine booted, at the last report.';

create index if not exists machine_metrics_minute_idx on public.machine_metrics using brin (minute);
comment on index public.machine_metrics_minute_idx is 'Serves prune_history.';

alter table public.machine_metrics enable row level security;
revoke all on public.machine_metrics from public, anon, authenticated, service_role;
grant select on public.machine_metrics to authenticated;
grant select, insert, update, delete on public.machine_metrics to service_role;

drop policy if exists "Admins and owners read metrics of machines" on public.machine_metrics;
create policy "Admins and owners read metrics of machines" on public.machine_metrics
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (select m.id from public.machines m where m.user_id = (select auth.uid()))
  );

-- Which machines their owners know to be offline, and since when they do: while a row is here, nobody is told again.
create table if not exists public.machine_offline_notifications (
  machine_id bigint primary key references public.machines (id) on delete cascade,
  notified_at timestamptz not null
);
comment on table public.machine_offline_notifications is 'Machines whose silence was told. Their owners and admins see them.';
comment on column public.machine_offline_notifications.machine_id is 'The machine.';
comment on column public.machine_offline_notifications.notified_at is 'When the notice was written.';

alter table public.machine_offline_notifications enable row level security;
revoke all on public.machine_offline_notifications from public, anon, authenticated, service_role;
grant select on public.machine_offline_notifications to authenticated;
grant select, insert, update, delete on public.machine_offline_notifications to service_role;

drop policy if exists "Admins and owners read offline notifications" on public.machine_offline_notifications;
create policy "Admins and owners read offline notifications" on public.machine_offline_notifications
  for select to authenticated
  using (
    (select public.is_admin())
    or machine_id in (select m.id from public.machines m where m.user_id = (select auth.uid()))
  );

-- Open alerts end with the machine that they are about. Called by: trigger machines_close_deleted.
-- SECURITY DEFINER: whoever may delete a machine need not be able to write alerts.
create or replace function private.close_deleted_machines()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = greatest(now(), a.created_at), auto_resolved = true, resolution = 'The machine was deleted.'
  from old_machines o
  where a.subject_kind = 'machine' and a.subject_id = o.id::text and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_machines() is 'Trigger: resolves the alerts of deleted machines.';
revoke all on function private.close_deleted_machines() from public, anon, authenticated, service_role;

drop trigger if exists machines_close_deleted on public.machines;
create trigger machines_close_deleted
  after delete on public.machines
  referencing old table as old_machines
  for each statement execute function private.close_deleted_machines();

-- What is true of machines at an instant: the one place that says when one is online.
-- Online: last_seen is set, and its age is at most the threshold, the machine's own (offline_after) or the setting
-- MACHINE_OFFLINE_THRESHOLD. An online machine is silent once the threshold has passed since it could last be heard: while the
-- server was down, before the machine was enabled or registered, nobody could hear it.
-- machine_ids: null for all. server_started_at: when the server came up.
-- API: private. Called by: judge_machines.
create or replace function private.machine_verdicts(
  now_at timestamptz default now(),
  machine_ids bigint[] default null,
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns table (
  id bigint, user_id uuid, name text, hostname text, description text, last_seen timestamptz, is_enabled boolean,
  threshold interval, deadline timestamptz, old_status text, new_status text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('MACHINE_OFFLINE_THRESHOLD') as offline_after
  ),
  machines as (
    -- Two branches, of which one runs: by key for some, whatever the statistics say, or all of them.
    select k.* from unnest(machine_verdicts.machine_ids) n(id) join public.machines k on k.id = n.id
    union all
    select k.* from public.machines k where machine_verdicts.machine_ids is null
  )
  select m.id, m.user_id, m.name, m.hostname, m.description, m.last_seen, m.is_enabled, e.threshold, e.heard_at + e.threshold,
    m.status,
    case
      when not m.is_enabled then m.status
      when m.last_seen >= machine_verdicts.now_at - e.threshold then 'online'
      when e.heard_at < machine_verdicts.now_at - e.threshold then 'offline'
      else m.status
    end
  from machines m
  cross join lateral (
    select coalesce(m.offline_after, s.offline_after) as threshold,
      greatest(
        m.last_seen, m.watched_since,
        case when machine_verdicts.server_started_at <= machine_verdicts.now_at then machine_verdicts.server_started_at end
      ) as heard_at
    from settings s
  ) e;
$$;
comment on function private.machine_verdicts(timestamptz, bigint[], timestamptz) is
  'Machines at an instant: threshold, deadline, the status they have and the status they should have.';
revoke all on function private.machine_verdicts(timestamptz, bigint[], timestamptz) from public, anon, authenticated, service_role;

-- A machine as events tell of it: {"id", "name", "hostname", "description", "status", "last_seen"}; times in UTC, by the second.
-- API: private. Called by: judge_machines.
create or replace function private.describe_machine(machine public.machines)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', describe_machine.machine.id,
    'name', describe_machine.machine.name,
    'hostname', describe_machine.machine.hostname,
    'description', describe_machine.machine.description,
    'status', describe_machine.machine.status,
    'last_seen', to_char(describe_machine.machine.last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  );
$$;
comment on function private.describe_machine(public.machines) is 'A machine in the form of the events machine.offline and machine.online.';
revoke all on function private.describe_machine(public.machines) from public, anon, authenticated, service_role;

-- Judges machines whose rows the caller has locked: changes the status of those that went offline or came back, opens and ends
-- their alerts, and sets when each is looked at again. Set-based; returns how many changed their status.
--
-- One notice each way and no reminders: machine_offline_notifications holds whose silence was told. A machine that was never
-- online has not gone offline, and one that comes back with no open alert comes back quietly.
-- API: private. Called by: evaluate_machines.
create or replace function private.judge_machines(machine_ids bigint[], now_at timestamptz, server_started_at timestamptz)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_changed integer;
begin
  with judged as (
    update public.machines m
    set status = v.new_status,
        status_changed_at = case when v.new_status = m.status then m.status_changed_at else judge_machines.now_at end,
        evaluation_error = null,
        next_check_at = v.next_check_at
    from (
      select i.*, case
        -- A report of a machine that is offline makes it due.
        when not i.is_enabled or i.new_status = 'offline' then 'infinity'
        -- No later than a report of now would have it: one may be ahead, after an edit by hand.
        else least(i.deadline, judge_machines.now_at + i.threshold)
      end as next_check_at
      from private.machine_verdicts(judge_machines.now_at, judge_machines.machine_ids, judge_machines.server_started_at) i
    ) v
    where m.id = v.id
      -- What stays as it is is no edit.
      and (m.status, m.next_check_at, m.evaluation_error) is distinct from (v.new_status, v.next_check_at, null)
    returning m.id, v.user_id, m.name, v.old_status, v.new_status, v.threshold, v.deadline, m.last_seen,
      private.describe_machine(m) as description
  ),
  told as (
    insert into public.machine_offline_notifications (machine_id, notified_at)
    select j.id, judge_machines.now_at from judged j where j.old_status = 'online' and j.new_status = 'offline'
    on conflict (machine_id) do nothing
    returning machine_id
  ),
  opened as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message, detected_at, created_at, last_alerted_at,
      details
    )
    select 'machine', j.id::text, j.name, j.user_id, 'machine-offline', 'critical',
      format('Machine "%s" has not reported since %s.', j.name,
        to_char(coalesce(j.last_seen, j.deadline - j.threshold) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')),
      least(j.deadline, judge_machines.now_at), judge_machines.now_at, judge_machines.now_at,
      jsonb_build_object('machine', j.description, 'threshold', j.threshold)
    from judged j
    join told t on t.machine_id = j.id
    on conflict (subject_kind, subject_id, alert_type) where resolved_at is null do nothing
  )
  select count(*) into v_changed from judged j where j.old_status <> j.new_status;

  update public.guardian_alerts a
  -- A report's transaction may have begun before the alert that it ends was written.
  set resolved_at = greatest(judge_machines.now_at, a.created_at),
      auto_resolved = true,
      resolution = case
        when m.is_enabled then format('Machine "%s" is back online.', m.name)
        else 'The machine was disabled.'
      end,
      resolved_details = case when m.is_enabled then jsonb_build_object('machine', private.describe_machine(m)) end
  from unnest(judge_machines.machine_ids) i(id)
  join public.machines m on m.id = i.id
  where a.subject_kind = 'machine' and a.subject_id = i.id::text and a.alert_type = 'machine-offline' and a.resolved_at is null
    and (m.status = 'online' or not m.is_enabled);

  delete from public.machine_offline_notifications n
  using unnest(judge_machines.machine_ids) i(id)
  join public.machines m on m.id = i.id
  where n.machine_id = i.id and (m.status = 'online' or not m.is_enabled);
  return v_changed;
end
$$;
comment on function private.judge_machines(bigint[], timestamptz, timestamptz) is
  'Changes the status of locked machines, and opens and ends their alerts; returns how many changed.';
revoke all on function private.judge_machines(bigint[], timestamptz, timestamptz) from public, anon, authenticated, service_role;

-- Judges the machines whose check is due. now_at: the instant to judge at. max_rows: at most so many machines.
-- server_started_at: when the server came up. API: private. Called by: check_machines. Returns how many changed their status.
create or replace function private.evaluate_machines(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.machines', 'id',
    format('select private.judge_machines($1::bigint[], $2, %L)', evaluate_machines.server_started_at),
    evaluate_machines.now_at, evaluate_machines.max_rows
  );
$$;
comment on function private.evaluate_machines(timestamptz, integer, timestamptz) is
  'Judges due machines and commits their alerts and notifications with it; returns how many changed their status.';
revoke all on function private.evaluate_machines(timestamptz, integer, timestamptz) from public, anon, authenticated, service_role;

-- Gives a machine a new key and returns it, this once: 32 random bytes in base64url. An earlier key, revoked or not, is no longer
-- one. Bytes come from three random UUIDs (366 random bits) hashed to 256, since pgcrypto may not be installed.
-- API: private. Called by: create_machine, rotate_machine_key; they decide who may.
create or replace function private.issue_machine_key(machine_id bigint)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_key text := rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'
  ), '+/', '-_'), '=');
begin
  insert into private.machine_keys (machine_id, key_hash)
  values (issue_machine_key.machine_id, sha256(convert_to(v_key, 'UTF8')))
  on conflict on constraint machine_keys_pkey do update
    set key_hash = excluded.key_hash, created_at = now(), revoked_at = null;
  update public.machines m set key_hint = right(v_key, 4) where m.id = issue_machine_key.machine_id;
  return v_key;
end
$$;
comment on function private.issue_machine_key(bigint) is 'A new key of a machine, in place of the one before.';
revoke all on function private.issue_machine_key(bigint) from public, anon, authenticated, service_role;

-- Makes a machine with its key. Signed-in users make their own, at most machines_per_user of them; the project makes anybody's.
-- API: private. Called by: register_machine.
-- SECURITY DEFINER: a signed-in user may not write keys. It decides by itself who is calling.
create or replace function private.create_machine(name text, hostname text, description text, owner_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := btrim(create_machine.name);
  v_hostname text := nullif(btrim(create_machine.hostname), '');
  v_description text := nullif(btrim(create_machine.description), '');
  v_is_project boolean := private.is_project_call();
  v_owner_id uuid := case when v_is_project then create_machine.owner_id else (select auth.uid()) end;
  v_limit integer := private.get_integer_setting('machines_per_user');
  v_machine public.machines;
begin
  if not v_is_project and (v_owner_id is null or create_machine.owner_id <> v_owner_id) then
    raise exception using errcode = '42501', message = 'not_the_owner',
      detail = 'Signed-in users register machines of their own.',
      hint = 'Leave p_user_id out, or register it with the secret key.';
  end if;
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_machine_name',
      detail = 'A name has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass p_name, such as ''production-server''.';
  end if;
  if char_length(v_hostname) > 255 or v_hostname ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_hostname',
      detail = 'A host name has at most 255 characters, and no control characters.',
      hint = 'Pass p_hostname, such as ''prod-01'', or leave it to the agent.';
  end if;
  if char_length(v_description) > 2000 then
    raise exception using errcode = '22023', message = 'invalid_description',
      detail = 'A description has at most 2000 characters.', hint = 'Shorten p_description.';
  end if;
  if not v_is_project then
    -- One at a time a user, so that two requests do not pass the limit side by side.
    perform pg_advisory_xact_lock(hashtextextended('heartbase.machines ' || v_owner_id, 0));
    if (select count(*) from public.machines m where m.user_id = v_owner_id) >= v_limit then
      raise exception using errcode = 'PT409', message = 'too_many_machines',
        detail = format('You have %s machines, which is as many as this project allows.', v_limit),
        hint = 'Delete one, or ask for a higher machines_per_user.';
    end if;
  end if;
  insert into public.machines (user_id, name, hostname, description)
  values (v_owner_id, v_name, v_hostname, v_description)
  returning * into v_machine;
  return jsonb_build_object(
    'id', v_machine.id, 'name', v_machine.name, 'hostname', v_machine.hostname, 'description', v_machine.description,
    'api_key', private.issue_machine_key(v_machine.id), 'created_at', v_machine.created_at
  );
end
$$;
comment on function private.create_machine(text, text, text, uuid) is 'Makes a machine of the caller, or for anybody when the project calls.';
revoke all on function private.create_machine(text, text, text, uuid) from public, anon, authenticated, service_role;
grant execute on function private.create_machine(text, text, text, uuid) to authenticated, service_role;

-- Registers a machine: {"id", "name", "hostname", "description", "api_key", "created_at"}. The key is shown this once.
-- p_user_id: whose it is; for the service role, null makes it the project's own, heard of on the project's channels.
-- API: signed-in users for themselves, the service role. Errors: invalid_machine_name, invalid_hostname, invalid_description
-- (22023, HTTP 400), not_the_owner (42501, HTTP 403), too_many_machines (409).
create or replace function public.register_machine(
  p_name text,
  p_hostname text default null,
  p_description text default null,
  p_user_id uuid default null
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.create_machine(p_name, p_hostname, p_description, p_user_id);
$$;
comment on function public.register_machine(text, text, text, uuid) is
  'Registers a machine and returns it with its key, which is shown this once.';
revoke all on function public.register_machine(text, text, text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.register_machine(text, text, text, uuid) to authenticated, service_role;

-- Replaces, or takes away, the key of a machine of the caller. API: private. Called by: rotate_machine_key, revoke_machine_key.
-- SECURITY DEFINER: a signed-in user may not write keys. It decides by itself who is calling.
create or replace function private.change_machine_key(machine_id bigint, revoke boolean)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.machines m
  where m.id = change_machine_key.machine_id and (m.user_id = (select auth.uid()) or private.is_project_call())
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'machine_not_found',
      detail = 'You have no machine with this id.', hint = 'List yours with: select id, name from machines;';
  end if;
  if not change_machine_key.revoke then
    return private.issue_machine_key(change_machine_key.machine_id);
  end if;
  update private.machine_keys k set revoked_at = now()
  where k.machine_id = change_machine_key.machine_id and k.revoked_at is null;
  return null;
end
$$;
comment on function private.change_machine_key(bigint, boolean) is 'Replaces or revokes the key of a machine of the caller.';
revoke all on function private.change_machine_key(bigint, boolean) from public, anon, authenticated, service_role;
grant execute on function private.change_machine_key(bigint, boolean) to authenticated, service_role;

-- A new key of a machine: {"id", "api_key"}. The one before is refused from now on.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.rotate_machine_key(p_machine_id bigint)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select jsonb_build_object('id', p_machine_id, 'api_key', private.change_machine_key(p_machine_id, false));
$$;
comment on function public.rotate_machine_key(bigint) is 'A new key of a machine; the one before is refused from now on.';
revoke all on function public.rotate_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.rotate_machine_key(bigint) to authenticated, service_role;

-- Takes the key of a machine away: its reports are refused until it gets a new one with rotate_machine_key.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.revoke_machine_key(p_machine_id bigint)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.change_machine_key(p_machine_id, true);
$$;
comment on function public.revoke_machine_key(bigint) is 'Refuses the reports of a machine until it gets a new key.';
revoke all on function public.revoke_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.revoke_machine_key(bigint) to authenticated, service_role;

-- What is wrong with a report, as a sentence, or null: required percentages, optional counters, timestamp and system_info. Fields
-- that it does not know are ignored, so that newer agents can say more.
-- API: private. Called by: record_machine_metrics.
create or replace function private.machine_metrics_problem(metrics jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_info jsonb := nullif(machine_metrics_problem.metrics -> 'system_info', 'null');
  v_problem text;
begin
  if jsonb_typeof(machine_metrics_problem.metrics) is distinct from 'object' then
    return 'the report must be a JSON object';
  end if;
  if octet_length(machine_metrics_problem.metrics::text) > 10240 then
    return 'the report must have at most 10 kB';
  end if;
  select case
      when coalesce(f.value, 'null') = 'null' then f.name || ' is required'
      when jsonb_typeof(f.value) <> 'number' then f.name || ' must be a number'
      when (f.value #>> '{}')::numeric not between 0 and 100 then f.name || ' must be between 0 and 100'
    end into v_problem
  from (values
    (1, 'cpu_pct', metrics -> 'cpu_pct'), (2, 'mem_used_pct', metrics -> 'mem_used_pct'),
    (3, 'disk_used_pct', metrics -> 'disk_used_pct')
  ) f(position, name, value)
  where coalesce(f.value, 'null') = 'null' or jsonb_typeof(f.value) <> 'number'
    or case when jsonb_typeof(f.value) = 'number' then (f.value #>> '{}')::numeric not between 0 and 100 end
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  if v_info is not null and jsonb_typeof(v_info) <> 'object' then
    return 'system_info must be an object';
  end if;
  select f.name || case when jsonb_typeof(f.value) <> 'number' then ' must be a number' else ' must be between 0 and ' || f.maximum end
  into v_problem
  from (values
    (1, 'net_rx_bytes', metrics -> 'net_rx_bytes', 9000000000000000000), (2, 'net_tx_bytes', metrics -> 'net_tx_bytes', 9000000000000000000),
    (3, 'uptime_s', metrics -> 'uptime_s', 1000000000000), (4, 'system_info.cpu_cores', v_info -> 'cpu_cores', 1000000),
    (5, 'system_info.memory_total_mb', v_info -> 'memory_total_mb', 1000000000000),
    (6, 'system_info.disk_total_gb', v_info -> 'disk_total_gb', 1000000000000)
  ) f(position, name, value, maximum)
  where nullif(f.value, 'null') is not null and (jsonb_typeof(f.value) <> 'number'
    or case when jsonb_typeof(f.value) = 'number' then (f.value #>> '{}')::numeric not between 0 and f.maximum end)
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  select f.name || ' must be text of at most 255 characters' into v_problem
  from (values
    (1, 'system_info.hostname', v_info -> 'hostname'), (2, 'system_info.platform', v_info -> 'platform'),
    (3, 'system_info.platform_version', v_info -> 'platform_version'),
    (4, 'system_info.kernel_version', v_info -> 'kernel_version')
  ) f(position, name, value)
  where nullif(f.value, 'null') is not null
    and (jsonb_typeof(f.value) <> 'string' or char_length(f.value #>> '{}') > 255 or f.value #>> '{}' ~ '[[:cntrl:]]')
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  select f.name || ' must be a time such as 2026-03-01T06:00:00Z' into v_problem
  from (values
    (1, 'timestamp', metrics -> 'timestamp'), (2, 'system_info.last_boot_time', v_info -> 'last_boot_time')
  ) f(position, name, value)
  where nullif(f.value, 'null') is not null
    and (jsonb_typeof(f.value) <> 'string' or private.parse_timestamp(f.value #>> '{}') is null)
  order by f.position
  limit 1;
  return v_problem;
end
$$;
comment on function private.machine_metrics_problem(jsonb) is 'What is wrong with an agent''s report, as a sentence, or null.';
revoke all on function private.machine_metrics_problem(jsonb) from public, anon, authenticated, service_role;

-- Records an agent's report: one HOT update of the machine, and one of the minute's row of its history. Only the server's clock
-- counts: the report's timestamp tells no more than how far the machine's clock is off.
-- More than one report a second is taken and not written, so that a flood costs a look-up; status is the evaluator's to change.
-- p_key_hash: SHA-256 of the key, 64 hex digits. p_metrics: the report, see docs/machines.md.
-- API: service role. Called by: the edge function agent.
-- Errors: invalid_machine_key (401) for unknown, revoked and disabled keys alike; invalid_metrics (22023, HTTP 400), with a
-- sentence as its detail.
-- SECURITY DEFINER: it reads keys.
create or replace function public.record_machine_metrics(p_key_hash text, p_metrics jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_id bigint;
  v_last_seen timestamptz;
  v_problem text;
  v_info jsonb := nullif(p_metrics -> 'system_info', 'null');
  v_reported_at timestamptz;
begin
  select m.id, m.last_seen into v_id, v_last_seen
  from private.machine_keys k
  join public.machines m on m.id = k.machine_id
  where k.key_hash = case when p_key_hash ~ '^[0-9a-f]{64}$' then decode(p_key_hash, 'hex') end
    and k.revoked_at is null and m.is_enabled;
  if v_id is null then
    raise exception using errcode = 'PT401', message = 'invalid_machine_key',
      detail = 'No machine that is enabled has this key.',
      hint = 'Give the agent the key that register_machine or rotate_machine_key returned.';
  end if;
  v_problem := private.machine_metrics_problem(p_metrics);
  if v_problem is not null then
    raise exception using errcode = '22023', message = 'invalid_metrics', detail = v_problem,
      hint = 'See docs/machines.md for what a report holds.';
  end if;
  if v_last_seen between now() - interval '1 second' and now() and v_info is null then
    return;
  end if;
  v_reported_at := private.parse_timestamp(p_metrics ->> 'timestamp');

  update public.machines m
  set last_seen = case
        -- A report of a transaction that began before the last one does not turn the clock back.
        when m.last_seen > now() and m.last_seen <= clock_timestamp() then m.last_seen
        else now()
      end,
      heartbeat_count = m.heartbeat_count + 1,
      next_check_at = case when m.status = 'offline' and m.next_check_at > now() then now() else m.next_check_at end,
      cpu_pct = (p_metrics ->> 'cpu_pct')::numeric,
      mem_used_pct = (p_metrics ->> 'mem_used_pct')::numeric,
      disk_used_pct = (p_metrics ->> 'disk_used_pct')::numeric,
      net_rx_bytes = trunc((p_metrics ->> 'net_rx_bytes')::numeric),
      net_tx_bytes = trunc((p_metrics ->> 'net_tx_bytes')::numeric),
      uptime_s = trunc((p_metrics ->> 'uptime_s')::numeric),
      clock_offset = v_reported_at - now(),
      hostname = coalesce(nullif(btrim(v_info ->> 'hostname'), ''), m.hostname),
      platform = coalesce(v_info ->> 'platform', m.platform),
      platform_version = coalesce(v_info ->> 'platform_version', m.platform_version),
      kernel_version = coalesce(v_info ->> 'kernel_version', m.kernel_version),
      cpu_cores = coalesce(trunc((v_info ->> 'cpu_cores')::numeric), m.cpu_cores),
      memory_total_mb = coalesce(trunc((v_info ->> 'memory_total_mb')::numeric), m.memory_total_mb),
      disk_total_gb = coalesce((v_info ->> 'disk_total_gb')::numeric, m.disk_total_gb),
      last_boot_time = coalesce(private.parse_timestamp(v_info ->> 'last_boot_time'), m.last_boot_time)
  where m.id = v_id;

  -- History is worth having, and not worth a report.
  begin
    insert into public.machine_metrics as h
      (machine_id, minute, cpu_pct, cpu_pct_max, mem_used_pct, disk_used_pct, net_rx_bytes, net_tx_bytes)
    select m.id, date_trunc('minute', now()), m.cpu_pct, m.cpu_pct, m.mem_used_pct, m.disk_used_pct, m.net_rx_bytes, m.net_tx_bytes
    from public.machines m
    where m.id = v_id
    on conflict (machine_id, minute) do update
      set sample_count = h.sample_count + 1,
          cpu_pct = h.cpu_pct + (excluded.cpu_pct - h.cpu_pct) / (h.sample_count + 1),
          cpu_pct_max = greatest(h.cpu_pct_max, excluded.cpu_pct),
          mem_used_pct = h.mem_used_pct + (excluded.mem_used_pct - h.mem_used_pct) / (h.sample_count + 1),
          disk_used_pct = h.disk_used_pct + (excluded.disk_used_pct - h.disk_used_pct) / (h.sample_count + 1),
          net_rx_bytes = excluded.net_rx_bytes,
          net_tx_bytes = excluded.net_tx_bytes;
  exception
    when others then
      raise warning 'heartbase: the history of machine % was not written: % %', v_id, sqlstate, sqlerrm;
  end;
end
$$;
comment on function public.record_machine_metrics(text, jsonb) is
  'Records an agent''s report by the hash of its key. Service role only.';
revoke all on function public.record_machine_metrics(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_machine_metrics(text, jsonb) to service_role;

-- A change of the threshold that machines follow makes them due.
-- Called by: trigger app_settings_recheck_machines. SECURITY DEFINER: whoever may change settings need not be able to change
-- machines.
create or replace function private.recheck_machines_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'MACHINE_OFFLINE_THRESHOLD' in (new.key, old.key) then
    with following as (
      select m.id from public.machines m where m.offline_after is null and m.is_enabled order by m.id for no key update
    )
    update public.machines m set next_check_at = now() from following f where m.id = f.id;
  end if;
  return null;
end
$$;
comment on function private.recheck_machines_on_setting() is
  'Trigger: makes machines due when the threshold that they follow changes.';
revoke all on function private.recheck_machines_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_machines on public.app_settings;
create trigger app_settings_recheck_machines
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_machines_on_setting();

-- The check of machines: notices an outage of the database first, so that nobody is blamed for it, then judges who is due.
-- Level-triggered: a check that never came is made up for by the next, and two at once do nothing twice.
-- API: private. Called by: cron job heartbase-machines. Returns how many machines changed their status.
create or replace function private.check_machines(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
begin
  perform private.note_outage(check_machines.now_at);
  return private.evaluate_machines(check_machines.now_at);
end
$$;
comment on function private.check_machines(timestamptz) is 'Finds machines that went offline or came back; returns how many.';
revoke all on function private.check_machines(timestamptz) from public, anon, authenticated, service_role;

-- Sets how often machines are checked, and after how much silence they are offline: durations such as 30s, 2m or 1h30m; null
-- leaves one as it is. The check is rescheduled with it. An invalid value is an error, and both stay as they were.
-- Returns {"check_interval", "offline_threshold", "schedule", "message"}.
-- API: service role, and SQL in the dashboard. Errors: invalid_setting, invalid_check_interval (22023, HTTP 400).
-- SECURITY DEFINER: pg_cron's jobs belong to the owner.
create or replace function public.configure_machine_monitor(check_interval text default null, offline_threshold text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_check_interval interval;
  v_offline_threshold interval;
begin
  insert into public.app_settings as s (key, value)
  select c.key, c.value
  from (values
    ('MACHINE_HEARTBEAT_CHECK_INTERVAL', btrim(configure_machine_monitor.check_interval)),
    ('MACHINE_OFFLINE_THRESHOLD', btrim(configure_machine_monitor.offline_threshold))
  ) c(key, value)
  where c.value is not null
  on conflict (key) do update set value = excluded.value;

  v_check_interval := private.get_interval_setting('MACHINE_HEARTBEAT_CHECK_INTERVAL');
  v_offline_threshold := private.get_interval_setting('MACHINE_OFFLINE_THRESHOLD');
  return jsonb_build_object(
    'check_interval', private.format_duration(v_check_interval),
    'offline_threshold', private.format_duration(v_offline_threshold),
    'schedule', private.cron_schedule(v_check_interval),
    'message', format('Heartbeat monitor started (check interval: %s, offline threshold: %s)',
      private.format_duration(v_check_interval), private.format_duration(v_offline_threshold))
  );
end
$$;
comment on function public.configure_machine_monitor(text, text) is
  'Sets the check interval and the offline threshold of machines, such as 30s and 2m, and reschedules the check.';
revoke all on function public.configure_machine_monitor(text, text) from public, anon, authenticated, service_role;
grant execute on function public.configure_machine_monitor(text, text) to service_role;
