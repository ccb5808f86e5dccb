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
