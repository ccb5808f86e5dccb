-- One row per job: its last sign of life, its schedule, and when the evaluator must look at it again.
-- A heartbeat changes only columns that no index holds, so that it stays a HOT update. next_check_at is pushed forward by the
-- evaluator, lazily, and by the recheck trigger when people edit a row by hand.
create table if not exists public.job_heartbeats (
  job_name text primary key,
  last_run_at timestamptz not null default now(),
  status text default 'healthy',
  metadata jsonb default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_alert_at timestamptz,
  expected_every interval constraint job_heartbeats_expected_every_range
    check (expected_every >= interval '1 second' and expected_every <= interval '10 years'),
  grace interval not null default interval '0' constraint job_heartbeats_grace_range
    check (grace >= interval '0' and grace <= interval '10 years'),
  failure_threshold integer not null default 1 constraint job_heartbeats_failure_threshold_range
    check (failure_threshold between 1 and 1000),
  alert_repeat_after interval constraint job_heartbeats_alert_repeat_after_range
    check (alert_repeat_after >= interval '1 minute' and alert_repeat_after <= interval '1 year'),
  paused boolean not null default false,
  description text,
  consecutive_failures integer not null default 0 constraint job_heartbeats_consecutive_failures_range
    check (consecutive_failures >= 0),
  heartbeat_count bigint not null default 0,
  last_started_at timestamptz,
  last_failed_at timestamptz,
  last_duration interval,
  next_check_at timestamptz not null default now(),
  evaluation_error text,
  -- Later instants could not be added to, and one such row would fail every view of all jobs.
  constraint job_heartbeats_last_run_at_range check (not isfinite(last_run_at) or last_run_at < '10000-01-01 00:00+00'),
  constraint job_heartbeats_last_alert_at_range check (not isfinite(last_alert_at) or last_alert_at < '10000-01-01 00:00+00'),
  constraint job_heartbeats_job_name_form check (
    char_length(job_name) between 1 and 200 and job_name = btrim(job_name) and job_name !~ '[[:cntrl:]]'
  )
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table public.job_heartbeats is 'Jobs and their last heartbeats. Written by update_job_heartbeat(); admins only.';
comment on column public.job_heartbeats.job_name is 'Name of the job, 1 to 200 characters.';
comment on column public.job_heartbeats.last_run_at is 'Last finished run, by the server''s clock. A status of running does not move it.';
comment on column public.job_heartbeats.status is 'Status of the last heartbeat: running, failed, or any other word for life.';
comment on column public.job_heartbeats.metadata is 'Metadata of the last heartbeat, a JSON object of at most 10 kB.';
comment on column public.job_heartbeats.created_at is 'When the job was first heard of.';
comment on column public.job_heartbeats.updated_at is 'Last heartbeat of any status.';
comment on column public.job_heartbeats.last_alert_at is
  'Last alert about the job. Set it to null to be alerted again at once, to now() for silence of one repeat interval.';
comment on column public.job_heartbeats.expected_every is 'How often it must run; null follows the setting stale_after (24 hours).';
comment on column public.job_heartbeats.grace is 'How late a run may be.';
comment on column public.job_heartbeats.failure_threshold is 'Failed heartbeats in a row that make an alert.';
comment on column public.job_heartbeats.alert_repeat_after is
  'Least time between two alerts; null follows the setting alert_repeat_after (6 hours).';
comment on column public.job_heartbeats.paused is 'True: no alerts, and open ones resolve.';
comment on column public.job_heartbeats.description is 'What the job does, for people.';
comment on column public.job_heartbeats.consecutive_failures is 'Failed heartbeats since the last good one.';
comment on column public.job_heartbeats.heartbeat_count is 'Heartbeats so far. Tells a heartbeat from an edit by hand.';
comment on column public.job_heartbeats.last_started_at is 'When the run that has not finished yet began.';
comment on column public.job_heartbeats.last_failed_at is 'Last failed heartbeat.';
comment on column public.job_heartbeats.last_duration is 'From the last start to its finish.';
comment on column public.job_heartbeats.next_check_at is 'When the evaluator looks at the row again.';
comment on column public.job_heartbeats.evaluation_error is 'Why the evaluator could not judge the row, if so.';

create index if not exists job_heartbeats_next_check_at_idx on public.job_heartbeats (next_check_at);
comment on index public.job_heartbeats_next_check_at_idx is 'Serves evaluate_jobs: jobs whose check is due.';

alter table public.job_heartbeats enable row level security;
revoke all on public.job_heartbeats from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.job_heartbeats to authenticated, service_role;

drop policy if exists "Admins read jobs" on public.job_heartbeats;
create policy "Admins read jobs" on public.job_heartbeats
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add jobs" on public.job_heartbeats;
create policy "Admins add jobs" on public.job_heartbeats
  for insert to authenticated with check ((select public.is_admin()));
drop policy if exists "Admins change jobs" on public.job_heartbeats;
create policy "Admins change jobs" on public.job_heartbeats
  for update to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));
drop policy if exists "Admins remove jobs" on public.job_heartbeats;
create policy "Admins remove jobs" on public.job_heartbeats
  for delete to authenticated using ((select public.is_admin()));
