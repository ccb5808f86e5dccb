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
