-- Built from supabase/schemas/30_jobs by npm run build:migrations. Edit there, not here.

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

-- People edit job_heartbeats by hand, and the runbook tells them to. An edit that is neither a heartbeat (those count themselves)
-- nor the evaluator's (that moves next_check_at) makes the row due, so that the next tick alerts or resolves.
-- Called by: trigger job_heartbeats_recheck, whose WHEN clause a heartbeat does not meet.
create or replace function private.recheck_job()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.next_check_at := now();
  -- A status of life ends a row of failures, as a heartbeat with it would.
  if new.status is distinct from old.status and new.status not in ('running', 'failed')
    and new.consecutive_failures = old.consecutive_failures then
    new.consecutive_failures := 0;
  end if;
  return new;
end
$$;
comment on function private.recheck_job() is 'Trigger: makes a job that was edited by hand due for evaluation.';
revoke all on function private.recheck_job() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_recheck on public.job_heartbeats;
create trigger job_heartbeats_recheck
  before update on public.job_heartbeats
  for each row
  when (
    new.heartbeat_count = old.heartbeat_count
    and new.next_check_at = old.next_check_at
    and (
      new.last_run_at, new.last_alert_at, new.status, new.consecutive_failures, new.expected_every, new.grace,
      new.failure_threshold, new.alert_repeat_after, new.paused
    ) is distinct from (
      old.last_run_at, old.last_alert_at, old.status, old.consecutive_failures, old.expected_every, old.grace,
      old.failure_threshold, old.alert_repeat_after, old.paused
    )
  )
  execute function private.recheck_job();

-- Open alerts follow a job that is renamed, and end with one that is deleted.
-- SECURITY DEFINER: an admin who edits jobs may not write every column of guardian_alerts.

create or replace function private.follow_renamed_job()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set subject_id = new.job_name
  where a.subject_kind = 'job' and a.subject_id = old.job_name and a.resolved_at is null;
  return null;
end
$$;
comment on function private.follow_renamed_job() is 'Trigger: keeps open alerts with a renamed job.';
revoke all on function private.follow_renamed_job() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_follow_rename on public.job_heartbeats;
create trigger job_heartbeats_follow_rename
  after update of job_name on public.job_heartbeats
  for each row
  when (new.job_name <> old.job_name)
  execute function private.follow_renamed_job();

-- Resolves the open alerts of jobs that were deleted, so that whoever was told hears of their end.
-- Called by: a trigger on job_heartbeats. SECURITY DEFINER: whoever deletes a job may not change every alert.
create or replace function private.close_deleted_jobs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = now(), auto_resolved = true, resolution = 'The job was deleted.'
  from old_jobs o
  where a.subject_kind = 'job' and a.subject_id = o.job_name and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_jobs() is 'Trigger: resolves the alerts of deleted jobs.';
revoke all on function private.close_deleted_jobs() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_close_deleted on public.job_heartbeats;
create trigger job_heartbeats_close_deleted
  after delete on public.job_heartbeats
  referencing old table as old_jobs
  for each statement execute function private.close_deleted_jobs();

-- What is true of jobs at an instant: the one place that says when a job is stale, and which state that makes.
-- Stale: last_run_at < now_at - expected_every - grace, strictly; time during which the database was down does not count.
-- Runs as the caller, so that row level security applies. job_names: null for all. Metadata is left to whoever wants it: of all jobs it
-- would be kept on disk until the last one is judged.
-- rows 100: few due jobs among many are joined by index; an estimate of thousands would read the whole table for them.
-- API: private. Called by: judge_jobs, run_healthcheck, list_jobs, measure_jobs, the healthcheck views.
create or replace function private.job_verdicts(now_at timestamptz default now(), job_names text[] default null)
returns table (
  job_name text, status text, last_run_at timestamptz, last_failed_at timestamptz, last_alert_at timestamptz,
  consecutive_failures integer, expected_every interval, grace interval, repeat_after interval, paused boolean,
  deadline timestamptz, is_stale boolean, is_failing boolean, is_recently_alerted boolean, state text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('stale_after') as stale_after,
      private.get_interval_setting('alert_repeat_after') as repeat_after
  ),
  outages as materialized (
    select o.started_at, o.ended_at from private.recorded_outages() o
  ),
  jobs as (
    -- Two branches, of which one runs: by key for some jobs, whatever the statistics say, or all of them.
    select k.* from unnest(job_verdicts.job_names) n(name) join public.job_heartbeats k on k.job_name = n.name
    union all
    select k.* from public.job_heartbeats k where job_verdicts.job_names is null
  )
  select j.job_name, j.status, j.last_run_at, j.last_failed_at, j.last_alert_at, j.consecutive_failures,
    e.expected, j.grace, e.repeat_after, j.paused,
    j.last_run_at + e.expected + j.grace + c.credit, t.is_stale, t.is_failing,
    coalesce(j.last_alert_at > job_verdicts.now_at - e.repeat_after, false),
    case
      when j.paused then 'paused'
      when t.is_stale then 'stale'
      when t.is_failing then 'failing'
      when j.status = 'running' then 'running'
      else 'healthy'
    end
  from jobs j
  cross join lateral (
    select coalesce(j.expected_every, s.stale_after) as expected, coalesce(j.alert_repeat_after, s.repeat_after) as repeat_after
    from settings s
  ) e
  cross join lateral (
    select coalesce(sum(least(o.ended_at, job_verdicts.now_at) - greatest(o.started_at, j.last_run_at)), interval '0') as credit
    from outages o
    where isfinite(j.last_run_at) and o.ended_at > j.last_run_at and o.started_at < job_verdicts.now_at
  ) c
  cross join lateral (
    select not j.paused and j.last_run_at < job_verdicts.now_at - e.expected - j.grace - c.credit as is_stale,
      not j.paused and j.consecutive_failures >= j.failure_threshold as is_failing
  ) t;
$$;
comment on function private.job_verdicts(timestamptz, text[]) is
  'Jobs at an instant: effective schedule, deadline, state, and whether they are stale, failing or recently alerted about.';
revoke all on function private.job_verdicts(timestamptz, text[]) from public, anon, authenticated, service_role;
grant execute on function private.job_verdicts(timestamptz, text[]) to authenticated, service_role;

-- Judges the named jobs, whose rows the caller has locked: resolves, reminds of and opens their alerts, and sets when each is
-- looked at again. Set-based; returns how many jobs were alerted about (opened or reminded).
--
-- At most one alert about a job in a repeat interval, counted from last_alert_at: a trouble that begins inside it waits for its
-- end and is told then, if it lasts. Exception: a trouble of another type than the one that the last alert was about is told at
-- once, unless a person set last_alert_at since. One that ended under a silence before anybody was told of it begins no interval.
-- API: private. Called by: evaluate_jobs.
create or replace function private.judge_jobs(job_names text[], now_at timestamptz)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_reminded text[];
  v_alerted_count integer;
  v_untold text[];
  -- Mostly there is none, and then nobody is judged for nothing.
  v_is_any_open boolean := exists (select from public.guardian_alerts a where a.subject_kind = 'job' and a.resolved_at is null);
  v_is_any_held boolean := exists (
    select from public.notifications n where n.held_by is not null and n.state = 'pending' and n.attempts = 0
  );
begin
  if v_is_any_open then
    with changed as (
      update public.guardian_alerts a
      -- A heartbeat's transaction may have begun before the alert that it ends was written.
      set resolved_at = case when v.lasts then null else greatest(now_at, a.created_at) end,
          auto_resolved = not v.lasts,
          resolution = case
            when v.lasts then null
            when v.paused then 'The job was paused.'
            else format('Job "%s" is well again.', v.job_name) || case
              when not v.is_recently_alerted or v.is_untold then ''
              when not isfinite(v.last_alert_at) then ' New trouble of the same kind is not told: last_alert_at is infinite.'
              else format(' New trouble of the same kind is told from %s on.',
                to_char((v.last_alert_at + v.repeat_after) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
            end
          end,
          reminder_count = a.reminder_count + v.lasts::integer,
          last_alerted_at = case when v.lasts then now_at else a.last_alerted_at end
      from (
        select o.id, j.job_name, j.paused, j.is_recently_alerted, j.last_alert_at, j.repeat_after,
          case o.alert_type when 'job-stale' then j.is_stale else j.is_failing end as lasts,
          -- Only a person sets last_alert_at to null: then even an acknowledged alert is told again.
          j.last_alert_at is null or (not j.is_recently_alerted and o.acknowledged_at is null) as reminder_due,
          v_is_any_held and exists (
            select from public.notifications n where n.alert_id = o.id and n.held_by is not null and n.state = 'pending' and n.attempts = 0
          ) and not exists (
            select from public.notifications n where n.alert_id = o.id and (n.attempts > 0 or n.replays > 0)
          ) as is_untold
        from private.job_verdicts(now_at, judge_jobs.job_names) j
        join public.guardian_alerts o
          on o.subject_kind = 'job' and o.subject_id = j.job_name and o.resolved_at is null
          and o.alert_type in ('job-stale', 'job-failing')
      ) v
      -- Open still: somebody may have resolved it by hand while this waited for them.
      where a.id = v.id and a.resolved_at is null and (not v.lasts or v.reminder_due)
      returning a.subject_id, v.lasts, v.is_untold
    )
    select array_agg(distinct c.subject_id) filter (where c.lasts),
      array_agg(distinct c.subject_id) filter (where not c.lasts and c.is_untold)
    into v_reminded, v_untold
    from changed c;
  end if;

  -- Of a job that is not a tenant's, the trigger guardian_alerts_find_tenant would look for one.
  perform set_config('heartbase.alert_tenants_known_of', 'job', true);
  with verdicts as materialized (
    select j.* from private.job_verdicts(now_at, judge_jobs.job_names) j
  ),
  -- A storm's jobs have few schedules.
  schedules as materialized (
    select e.expected_every, private.describe_interval(e.expected_every) as description
    from (select distinct j.expected_every from verdicts j where j.is_stale) e
  ),
  troubles as (
    select j.*, 'job-stale' as alert_type, j.deadline as began_at,
      format('Job "%s" has %s; it is expected every %s.', j.job_name,
        coalesce('not run since ' || to_char(j.last_run_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), 'never run'),
        s.description
      ) as message
    from verdicts j
    join schedules s on s.expected_every = j.expected_every
    where j.is_stale
    union all
    select j.*, 'job-failing', coalesce(j.last_failed_at, j.last_run_at),
      case j.consecutive_failures
        when 1 then format('Job "%s" failed.', j.job_name)
        else format('Job "%s" failed %s times in a row.', j.job_name, j.consecutive_failures)
      end
    from verdicts j
    where j.is_failing
  ),
  opened as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, detected_at, created_at, last_alerted_at,
      details
    )
    select 'job', t.job_name, t.job_name, k.tenant_id, t.alert_type, 'critical', t.message,
      case when isfinite(t.began_at) then least(t.began_at, now_at) else now_at end, now_at, now_at,
      jsonb_build_object(
        'job_name', t.job_name, 'last_run_at', t.last_run_at, 'status', t.status, 'metadata', k.metadata,
        'expected_every', t.expected_every, 'grace', t.grace, 'consecutive_failures', t.consecutive_failures
      )
    from troubles t
    join public.job_heartbeats k on k.job_name = t.job_name
    where not t.is_recently_alerted
      or exists (
        select from public.guardian_alerts a
        where a.subject_kind = 'job' and a.subject_id = t.job_name
          and a.alert_type <> t.alert_type and a.last_alerted_at = t.last_alert_at
      )
    on conflict (subject_kind, subject_id, alert_type) where resolved_at is null do nothing
    returning subject_id
  ),
  alerted as materialized (
    select unnest(v_reminded) as job_name union select o.subject_id from opened o
  ),
  looked_at as (
    update public.job_heartbeats j
    set last_alert_at = v.last_alert_at,
        evaluation_error = null,
        next_check_at = case
          when v.paused then 'infinity'
          when v.is_stale then v.repeat_at
          when v.is_failing then least(v.repeat_at, v.deadline)
          -- No later than a heartbeat of now would have it: heartbeats leave next_check_at alone, and the next one ends a
          -- last_run_at that somebody set into the future.
          else least(v.deadline, now_at + v.expected_every + v.grace)
        end
    from (
      select i.job_name, i.paused, i.is_stale, i.is_failing, i.deadline, i.expected_every, i.grace,
        case
          when l.job_name is not null then now_at
          when i.job_name = any (v_untold) and not exists (
            select from public.guardian_alerts a
            where a.subject_kind = 'job' and a.subject_id = i.job_name and a.resolved_at is null
          ) then null
          else i.last_alert_at
        end as last_alert_at,
        case
          when l.job_name is null and i.is_recently_alerted then i.last_alert_at + i.repeat_after
          else now_at + i.repeat_after
        end as repeat_at
      from verdicts i
      left join alerted l on l.job_name = i.job_name
    ) v
    where j.job_name = v.job_name
  )
  select count(*) into v_alerted_count from alerted;
  perform set_config('heartbase.alert_tenants_known_of', '', true);
  return v_alerted_count;
end
$$;
comment on function private.judge_jobs(text[], timestamptz) is
  'Resolves, reminds of and opens the alerts of locked jobs; returns how many jobs were alerted about.';
revoke all on function private.judge_jobs(text[], timestamptz) from public, anon, authenticated, service_role;

-- Judges the jobs whose check is due. now_at: the instant to judge at. max_rows: at most so many jobs. only_job: this one alone.
-- API: private. Called by: tick, run_healthcheck, update_job_heartbeat (for its own job).
-- Returns how many jobs were alerted about.
create or replace function private.evaluate_jobs(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_job text default null
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.job_heartbeats', 'job_name', 'select private.judge_jobs($1, $2)', evaluate_jobs.now_at, evaluate_jobs.max_rows,
    case when evaluate_jobs.only_job is not null then array[evaluate_jobs.only_job] end
  );
$$;
comment on function private.evaluate_jobs(timestamptz, integer, text) is
  'Judges due jobs and commits their alerts and notifications with it; returns how many jobs were alerted about.';
revoke all on function private.evaluate_jobs(timestamptz, integer, text) from public, anon, authenticated, service_role;

-- Records a heartbeat of a job, making the job when it is new.
-- p_status: running marks a start; failed counts a failure; anything else is life. p_metadata: a JSON object of at most 10 kB.
-- One UPDATE of columns without an index, and a look at the job's open alerts; only a job in trouble is evaluated at once.
-- API: service role, through supabase.rpc or SQL. Errors: invalid_job_name, invalid_status, invalid_metadata (22023, HTTP 400).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write alerts.
create or replace function public.update_job_heartbeat(
  p_job_name text,
  p_status text default 'healthy',
  p_metadata jsonb default '{}'
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := btrim(p_job_name, E' \t\r\n');
  v_status text := coalesce(nullif(btrim(p_status, E' \t\r\n'), ''), 'healthy');
  v_metadata jsonb := coalesce(p_metadata, '{}');
  v_is_failing boolean;
begin
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_job_name',
      detail = 'A job name has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass p_job_name, such as ''nightly-backup''.';
  end if;
  if char_length(v_status) > 100 or v_status ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_status',
      detail = 'A status has at most 100 characters, and no control characters.',
      hint = 'Pass running, failed or a word of your own; put longer texts into p_metadata.';
  end if;
  if jsonb_typeof(v_metadata) <> 'object' or octet_length(v_metadata::text) > 10240 then
    raise exception using errcode = '22023', message = 'invalid_metadata',
      detail = 'Metadata is a JSON object of at most 10 kB (10240 bytes as text).',
      hint = 'Pass p_metadata such as {"rows": 12}, and keep large payloads elsewhere.';
  end if;

  loop
    update public.job_heartbeats j
    set last_run_at = case
          when v_status = 'running' then j.last_run_at
          -- A heartbeat of a transaction that began before the last one does not turn the clock back.
          when j.last_run_at > now() and j.last_run_at <= clock_timestamp() then j.last_run_at
          else now()
        end,
        status = v_status,
        metadata = v_metadata,
        updated_at = now(),
        consecutive_failures = case v_status
          when 'running' then j.consecutive_failures
          when 'failed' then least(j.consecutive_failures, 1000000) + 1
          else 0
        end,
        heartbeat_count = j.heartbeat_count + 1,
        last_started_at = case when v_status = 'running' then now() end,
        last_failed_at = case when v_status = 'failed' then now() else j.last_failed_at end,
        last_duration = case
          when v_status = 'running' or j.last_started_at is null then j.last_duration
          else now() - j.last_started_at
        end
    where j.job_name = v_name
    returning j.consecutive_failures >= j.failure_threshold into v_is_failing;
    exit when found;

    insert into public.job_heartbeats as j
      (job_name, status, metadata, consecutive_failures, heartbeat_count, last_started_at, last_failed_at, next_check_at)
    values (
      v_name, v_status, v_metadata, (v_status = 'failed')::integer, 1,
      case when v_status = 'running' then now() end,
      case when v_status = 'failed' then now() end,
      now() + private.get_interval_setting('stale_after')
    )
    on conflict (job_name) do nothing
    returning j.consecutive_failures >= j.failure_threshold into v_is_failing;
    exit when found;
  end loop;

  if v_is_failing or exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'job' and a.subject_id = v_name and a.resolved_at is null
  ) then
    perform private.evaluate_jobs(now(), 1, v_name);
  end if;
end
$$;
comment on function public.update_job_heartbeat(text, text, jsonb) is
  'Records a heartbeat of a job. Status running marks a start, failed counts a failure, anything else is life. Service role only.';
revoke all on function public.update_job_heartbeat(text, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.update_job_heartbeat(text, text, jsonb) to service_role;

-- Evaluates the jobs and reports on all of them, in the form that the cron-healthcheck function answers with.
-- alerts_sent counts the jobs alerted about by this call, those under a silence left out; suppressed_alerts the unhealthy jobs that
-- nobody is told of by it.
-- API: service role. Called by: the edge function cron-healthcheck, scripts/check-jobs.cjs --evaluate.
-- SECURITY DEFINER: evaluation writes alerts and the outbox through private functions.
create or replace function public.run_healthcheck(p_trigger text default 'manual')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_alerted integer;
begin
  perform private.note_outage();
  -- A stale job that nothing is going to look at (its next_check_at was edited, say) becomes due again.
  with forgotten as (
    select j.job_name
    from public.job_heartbeats j
    join private.job_verdicts() v on v.job_name = j.job_name
    where (v.is_stale or v.is_failing) and not v.is_recently_alerted and j.next_check_at > now()
      and not exists (
        select from public.guardian_alerts a
        where a.subject_kind = 'job' and a.subject_id = j.job_name and a.resolved_at is null
      )
    order by j.job_name
    for update of j skip locked
  )
  update public.job_heartbeats j set next_check_at = now() from forgotten f where j.job_name = f.job_name;
  v_alerted := private.evaluate_jobs(now(), 100000);
  v_alerted := v_alerted - (
    select count(*)
    from (
      select a.subject_id
      from public.guardian_alerts a
      left join private.silenced_alerts(now()) s on s.alert_id = a.id
      where a.subject_kind = 'job' and a.resolved_at is null and a.last_alerted_at = now()
      group by a.subject_id
      having bool_and(s.alert_id is not null)
    ) silenced
  );

  return (
    select jsonb_build_object(
      'timestamp', now(),
      'trigger', left(coalesce(p_trigger, 'manual'), 100),
      'jobs_checked', count(*),
      'healthy_jobs', coalesce(jsonb_agg(v.job_name order by v.job_name) filter (where not v.is_unhealthy), '[]'),
      'unhealthy_jobs', coalesce(jsonb_agg(
        jsonb_build_object(
          'job_name', v.job_name,
          'last_run_at', v.last_run_at,
          'hours_overdue', case
            when isfinite(v.last_run_at) then greatest(floor(extract(epoch from now() - v.last_run_at) / 3600), 0)
          end,
          'status', v.status,
          'metadata', (select k.metadata from public.job_heartbeats k where k.job_name = v.job_name),
          'reason', case when v.is_stale then 'stale' else 'failing' end
        ) order by v.last_run_at, v.job_name
      ) filter (where v.is_unhealthy), '[]'),
      'alerts_sent', v_alerted,
      'suppressed_alerts', greatest(count(*) filter (where v.is_unhealthy) - v_alerted, 0)
    )
    from (select j.*, j.is_stale or j.is_failing as is_unhealthy from private.job_verdicts() j) v
  );
end
$$;
comment on function public.run_healthcheck(text) is
  'Evaluates all jobs and reports healthy and unhealthy ones, alerts sent and suppressed. Service role only.';
revoke all on function public.run_healthcheck(text) from public, anon, authenticated, service_role;
grant execute on function public.run_healthcheck(text) to service_role;

-- Calls the edge function cron-healthcheck through pg_net, after commit, and returns pg_net's request id.
-- API: service role, SQL in the dashboard. Called by: the cron job cron-healthcheck-job.
-- SECURITY DEFINER: it reads the credential for the call from Vault.
create or replace function public.trigger_healthcheck(p_trigger text default 'manual')
returns bigint
language sql
security definer
set search_path = ''
as $$
  select private.invoke_edge_function(
    'cron-healthcheck',
    jsonb_build_object('trigger', left(coalesce(p_trigger, 'manual'), 100), 'timestamp', now())
  );
$$;
comment on function public.trigger_healthcheck(text) is
  'Runs the cron health check now: calls its edge function and returns pg_net''s request id. Service role only.';
revoke all on function public.trigger_healthcheck(text) from public, anon, authenticated, service_role;
grant execute on function public.trigger_healthcheck(text) to service_role;

-- Jobs that are on time, latest first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_healthy_jobs with (security_invoker = true) as
select v.job_name, v.last_run_at, v.status, v.deadline, v.paused
from private.job_verdicts() v
where not (v.is_stale or v.is_failing)
order by v.last_run_at desc;
comment on view public.healthcheck_healthy_jobs is 'Jobs that are on time, latest first.';
revoke all on public.healthcheck_healthy_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_healthy_jobs to authenticated, service_role;

-- Every job with its state (paused, stale, failing, running or healthy), its schedule in force and its deadline. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_jobs with (security_invoker = true) as
select
  v.job_name, v.state, v.status, j.metadata, v.last_run_at, v.deadline,
  case when v.is_stale and isfinite(v.last_run_at) then floor(extract(epoch from now() - v.last_run_at) / 3600) end
    as hours_overdue,
  v.expected_every, v.grace, v.consecutive_failures, j.last_started_at, j.last_duration, v.last_alert_at,
  case when v.is_recently_alerted then v.last_alert_at + v.repeat_after end as quiet_until,
  j.next_check_at, j.description, j.evaluation_error
from private.job_verdicts() v
join public.job_heartbeats j on j.job_name = v.job_name;
comment on view public.healthcheck_jobs is
  'Every job with its state (paused, stale, failing, running or healthy), its schedule in force and its deadline.';
revoke all on public.healthcheck_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_jobs to authenticated, service_role;

-- Open alerts and those of the last 48 hours, with their messages, latest first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_recent_alerts with (security_invoker = true) as
select
  a.id, a.subject_kind, a.subject_name, a.alert_type, a.severity, a.message, a.detected_at, a.last_alerted_at,
  a.reminder_count, a.acknowledged_at, a.resolved_at, a.resolution,
  n.delivered_count, n.pending_count, n.dead_count, n.held_count, s.ends_at as silenced_until
from public.guardian_alerts a
left join private.silenced_alerts() s on s.alert_id = a.id
-- Counted in one go, by the alert: a count of what is pending would be planned by that, and read a whole storm for each alert.
cross join lateral (
  select count(*) filter (where m.state = 'delivered') as delivered_count,
    count(*) filter (where m.state in ('pending', 'leased') and not coalesce(m.held_until > now(), false)) as pending_count,
    count(*) filter (where m.state = 'dead') as dead_count,
    count(*) filter (where m.state = 'pending' and m.held_until > now()) as held_count
  from public.notifications m
  where m.alert_id = a.id
) n
where a.last_alerted_at > now() - interval '48 hours' or a.resolved_at is null
order by a.last_alerted_at desc;
comment on view public.healthcheck_recent_alerts is 'Open alerts and those of the last 48 hours, with their messages, latest first.';
revoke all on public.healthcheck_recent_alerts from public, anon, authenticated, service_role;
grant select on public.healthcheck_recent_alerts to authenticated, service_role;

-- Jobs past their deadline, longest silent first. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_stale_jobs with (security_invoker = true) as
select
  v.job_name, v.last_run_at,
  case when isfinite(v.last_run_at) then floor(extract(epoch from now() - v.last_run_at) / 3600) end as hours_overdue,
  v.status, v.last_alert_at, v.deadline, v.expected_every, v.grace, a.id as alert_id, a.acknowledged_at
from private.job_verdicts() v
left join public.guardian_alerts a
  on a.subject_kind = 'job' and a.subject_id = v.job_name and a.alert_type = 'job-stale' and a.resolved_at is null
where v.is_stale
order by v.last_run_at;
comment on view public.healthcheck_stale_jobs is 'Jobs past their deadline, longest silent first.';
revoke all on public.healthcheck_stale_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_stale_jobs to authenticated, service_role;

-- Counts of jobs by health; one row. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_summary with (security_invoker = true) as
select
  count(*) as total_jobs,
  count(*) filter (where not (v.is_stale or v.is_failing)) as healthy_jobs,
  count(*) filter (where v.is_stale) as stale_jobs,
  count(*) filter (where v.last_alert_at > now() - interval '24 hours') as alerted_jobs,
  max(v.last_run_at) as most_recent_heartbeat,
  min(v.last_run_at) as oldest_heartbeat,
  count(*) filter (where v.is_failing) as failing_jobs,
  count(*) filter (where v.paused) as paused_jobs
from private.job_verdicts() v;
comment on view public.healthcheck_summary is 'Counts of jobs by health; one row.';
revoke all on public.healthcheck_summary from public, anon, authenticated, service_role;
grant select on public.healthcheck_summary to authenticated, service_role;

-- Unhealthy jobs that nobody is told of right now: why, and until when. One of the runbook's questions; runs as the caller: admins see jobs, everybody else sees none.
create or replace view public.healthcheck_suppressed_jobs with (security_invoker = true) as
select
  v.job_name, v.last_run_at, v.last_alert_at,
  case
    when a.acknowledged_at is not null then 'acknowledged'
    when s.ends_at is not null then 'under a silence'
    when a.id is not null then 'alerted within the repeat interval'
    else 'silenced'
  end as reason,
  case when a.acknowledged_at is null then coalesce(s.ends_at, v.last_alert_at + v.repeat_after) end as suppressed_until
from private.job_verdicts() v
left join lateral (
  select o.id, o.acknowledged_at
  from public.guardian_alerts o
  where o.subject_kind = 'job' and o.subject_id = v.job_name and o.resolved_at is null
  order by o.created_at desc
  limit 1
) a on true
left join private.silenced_alerts() s on s.alert_id = a.id
where (v.is_stale or v.is_failing) and (v.is_recently_alerted or a.acknowledged_at is not null or s.ends_at is not null)
order by v.job_name;
comment on view public.healthcheck_suppressed_jobs is 'Unhealthy jobs that nobody is told of right now: why, and until when.';
revoke all on public.healthcheck_suppressed_jobs from public, anon, authenticated, service_role;
grant select on public.healthcheck_suppressed_jobs to authenticated, service_role;

-- A change of the settings that jobs follow makes those jobs due.
-- Called by: trigger app_settings_recheck_jobs. SECURITY DEFINER: whoever may change settings need not be able to change jobs.
create or replace function private.recheck_jobs_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'stale_after' in (new.key, old.key) then
    update public.job_heartbeats j set next_check_at = now() where j.expected_every is null and not j.paused;
  elsif 'alert_repeat_after' in (new.key, old.key) then
    update public.job_heartbeats j
    set next_check_at = now()
    where j.alert_repeat_after is null and not j.paused and j.last_alert_at is not null;
  end if;
  return null;
end
$$;
comment on function private.recheck_jobs_on_setting() is 'Trigger: makes jobs due when a setting that they follow changes.';
revoke all on function private.recheck_jobs_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_jobs on public.app_settings;
create trigger app_settings_recheck_jobs
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_jobs_on_setting();

-- A page of jobs for people: the ones in trouble first, then by name. p_search: only those with this in their name or description.
-- p_states: only those in one of these states (stale, failing, running, healthy, paused); null for all. p_limit: at most so many, up
-- to 1000. Metadata, which may be 10 kB a job, is left to whoever looks at one job.
-- All jobs are judged, for which are in trouble is not written down; only those of the page are described.
-- API: signed-in users, of whom row level security shows jobs to admins and members. Called by: the Operator Panel.
create or replace function public.list_jobs(
  p_search text default null, p_states text[] default null, p_limit integer default 50
)
returns table (
  job_name text, state text, description text, last_run_at timestamptz, deadline timestamptz, expected_every interval,
  grace interval, consecutive_failures integer, last_started_at timestamptz, last_duration interval, quiet_until timestamptz,
  next_check_at timestamptz, evaluation_error text
)
language sql
stable
rows 50
set search_path = ''
as $$
  with page as materialized (
    select v.job_name, array_position(array['stale', 'failing', 'running', 'healthy', 'paused'], v.state) as rank
    from private.job_verdicts(now(), case
      when p_search <> '' then array(
        select j.job_name
        from public.job_heartbeats j
        where position(lower(p_search) in lower(j.job_name)) > 0 or position(lower(p_search) in lower(j.description)) > 0
      )
    end) v
    where p_states is null or v.state = any (p_states)
    order by rank, v.job_name
    limit least(greatest(p_limit, 0), 1000)
  )
  select v.job_name, v.state, j.description, v.last_run_at, v.deadline, v.expected_every, v.grace, v.consecutive_failures,
    j.last_started_at, j.last_duration, case when v.is_recently_alerted then v.last_alert_at + v.repeat_after end,
    j.next_check_at, j.evaluation_error
  from private.job_verdicts(now(), array(select p.job_name from page p)) v
  join page p on p.job_name = v.job_name
  join public.job_heartbeats j on j.job_name = v.job_name
  order by p.rank, v.job_name;
$$;
comment on function public.list_jobs(text, text[], integer) is
  'A page of jobs, those in trouble first, then by name; by text and by state, without their metadata.';
revoke all on function public.list_jobs(text, text[], integer) from public, anon, authenticated, service_role;
grant execute on function public.list_jobs(text, text[], integer) to authenticated, service_role;
