-- Built from supabase/schemas/90_schedule by npm run build:migrations. Edit there, not here.

-- Notices that the database was down since the last tick: deadlines are credited with that time, and one alert says so.
-- Only a server that started after the last tick counts, and only from the last thing that it was seen doing: while merely
-- pg_cron stood still, heartbeats were heard.
-- API: private. Called by: tick, check_machines, run_healthcheck. Returns whether an outage was found.
create or replace function private.note_outage(
  now_at timestamptz default now(),
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_last_seen_at timestamptz;
  v_started_at timestamptz := least(note_outage.server_started_at, note_outage.now_at);
begin
  select s.last_tick_at into v_last_seen_at from private.evaluator_state s;
  if v_last_seen_at is null or v_started_at - v_last_seen_at <= private.get_interval_setting('outage_threshold') then
    return false;
  end if;
  v_last_seen_at := greatest(
    v_last_seen_at,
    (select max(j.updated_at) from public.job_heartbeats j where j.updated_at <= v_started_at),
    (select max(t.last_heartbeat_at) from public.tetrahedrons t where t.last_heartbeat_at <= v_started_at),
    (select max(m.last_seen) from public.machines m where m.last_seen <= v_started_at),
    (select max(r.requested_at) from private.edge_requests r where r.requested_at <= v_started_at)
  );
  if v_started_at - v_last_seen_at <= private.get_interval_setting('outage_threshold') then
    return false;
  end if;
  insert into private.outages (started_at, ended_at)
  values (v_last_seen_at, v_started_at)
  on conflict (ended_at) do nothing;
  if not found then
    return false;
  end if;
  insert into public.guardian_alerts (
    subject_kind, subject_id, subject_name, alert_type, severity, message, details, detected_at, created_at, last_alerted_at,
    resolved_at, auto_resolved, resolution
  )
  values (
    'service', 'database', 'Database', 'outage', 'warning',
    format('The database was down from %s to %s. Nobody could be heard, so every deadline is that much later.',
      to_char(v_last_seen_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
      to_char(v_started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
    jsonb_build_object('started_at', v_last_seen_at, 'ended_at', v_started_at),
    v_last_seen_at, now_at, now_at, now_at, true, 'The database is back.'
  );
  return true;
end
$$;
comment on function private.note_outage(timestamptz, timestamptz) is
  'Records a time during which the database was down and says so once; true when there was one.';
revoke all on function private.note_outage(timestamptz, timestamptz) from public, anon, authenticated, service_role;

-- The minute tick: evaluates what is due, ends what was abandoned, and rings the doorbell when a message waits.
-- Level-triggered: a tick that never came is made up for by the next, and two at once do nothing twice.
-- API: private. Called by: cron job heartbase-tick.
create or replace function private.tick(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_outage boolean := private.note_outage(now_at);
  v_alerted integer := private.evaluate_jobs(now_at);
  v_tetrahedrons_alerted integer := private.evaluate_tetrahedrons(now_at);
  v_dead integer := private.sweep_notifications(now_at);
  v_answers integer;
begin
  -- Like the doorbell, pg_net's answers are worth knowing and not worth the tick.
  begin
    v_answers := private.harvest_edge_requests(now_at);
  exception
    when others then
      raise warning 'heartbase: answers of edge functions could not be read: % %', sqlstate, sqlerrm;
  end;
  update private.evaluator_state s set last_tick_at = now_at;
  return jsonb_build_object(
    'outage', v_outage,
    'jobs_alerted', v_alerted,
    'tetrahedrons_alerted', v_tetrahedrons_alerted,
    'notifications_dead', v_dead,
    'edge_answers', v_answers,
    'doorbell', coalesce(private.next_delivery_at() <= now_at, false) and private.ring_doorbell()
  );
end
$$;
comment on function private.tick(timestamptz) is 'The minute tick: evaluate, sweep, harvest, ring the doorbell when something waits.';
revoke all on function private.tick(timestamptz) from public, anon, authenticated, service_role;

-- Tells tenants what the day was like, measures the platform, and deletes history past its retention setting: finished
-- notifications, resolved alerts, silences that are over, edge requests, outages, pg_cron's history, heartbeats of tetrahedrons,
-- metrics of machines, executions of tenants and what they reported, the agent bus, insights, runs of remediations, notices of
-- status pages. A digest that fails does not cost the night's work.
-- API: private. Called by: cron job heartbase-prune, nightly.
create or replace function private.prune_history(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_notifications integer;
  v_alerts integer;
  v_silences integer;
  v_edge_requests integer;
  v_cron_runs integer;
  v_machine_metrics integer;
  v_digests integer;
begin
  begin
    v_digests := private.consolidate_tenants(prune_history.now_at);
  exception
    when others then
      raise warning 'heartbase: digests of tenants could not be told: % %', sqlstate, sqlerrm;
  end;

  -- A message about something that is over, for a channel that stayed off all that time, has nobody to go to.
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now_at, last_error = 'The channel stayed off.'
  from public.notification_channels c, public.guardian_alerts a
  where c.id = n.channel_id and not c.enabled
    and a.id = n.alert_id and a.resolved_at is not null
    and n.state in ('pending', 'leased')
    and n.created_at < now_at - (select private.get_interval_setting('notifications_retention'));

  delete from public.notifications n
  where n.finished_at < now_at - (select private.get_interval_setting('notifications_retention'))
    -- Who heard of an alert must be known until it ends: they hear of its end.
    and not exists (select from public.guardian_alerts a where a.id = n.alert_id and a.resolved_at is null);
  get diagnostics v_notifications = row_count;

  delete from public.guardian_alerts a
  where a.resolved_at < now_at - (select private.get_interval_setting('alerts_retention'))
    and not exists (select from public.notifications n where n.alert_id = a.id and n.state in ('pending', 'leased'));
  get diagnostics v_alerts = row_count;

  delete from public.silences s
  where s.ends_at < now_at - (select private.get_interval_setting('alerts_retention'));
  get diagnostics v_silences = row_count;

  delete from private.edge_requests r
  where r.requested_at < now_at - (select private.get_interval_setting('edge_requests_retention'));
  get diagnostics v_edge_requests = row_count;

  delete from private.outages o where o.ended_at < now_at - interval '1 year';

  delete from cron.job_run_details d
  where coalesce(d.end_time, d.start_time) < now_at - (select private.get_interval_setting('cron_history_retention'));
  get diagnostics v_cron_runs = row_count;

  delete from public.machine_metrics h
  where h.minute < now_at - (select private.get_interval_setting('machine_metrics_retention'));
  get diagnostics v_machine_metrics = row_count;

  -- Agents remember what was critical. Where no edge function can be called, it waits in the table.
  begin
    if exists (select from public.tenant_insights i where i.letta_state = 'pending' and i.next_attempt_at <= prune_history.now_at) then
      perform private.invoke_edge_function('consolidate');
    end if;
  exception
    when others then
      raise warning 'heartbase: insights could not be handed to memory: % %', sqlstate, sqlerrm;
  end;

  return jsonb_build_object(
    'notifications', v_notifications, 'alerts', v_alerts, 'silences', v_silences, 'edge_requests', v_edge_requests, 'cron_runs', v_cron_runs,
    'machine_metrics', v_machine_metrics,
    'executions', private.prune_executions(prune_history.now_at),
    'signals', private.prune_signals(prune_history.now_at),
    'platform_samples', private.sample_platform(prune_history.now_at),
    'bus_messages', private.prune_agent_bus(prune_history.now_at),
    'digests', v_digests,
    'insights', private.prune_insights(prune_history.now_at),
    'status_notices', private.prune_status_notices(prune_history.now_at),
    'remediations', private.prune_remediations(prune_history.now_at),
    -- Last: what it locks stays locked until the end.
    'mesh_partitions', private.maintain_mesh_partitions(prune_history.now_at)
  );
end
$$;
comment on function private.prune_history(timestamptz) is 'Deletes history past its retention; returns the counts.';
revoke all on function private.prune_history(timestamptz) from public, anon, authenticated, service_role;

-- The pg_cron schedule that fires at an interval: seconds below a minute, then minutes that divide the hour, and hours that divide
-- the day, since cron starts anew with each of them. pg_cron before 1.5 knows no seconds: there it is every minute.
-- API: private. Called by: schedules, configure_machine_monitor. Errors: invalid_check_interval (22023, HTTP 400).
create or replace function private.cron_schedule(check_interval interval)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seconds numeric := extract(epoch from cron_schedule.check_interval);
  v_schedule text;
begin
  v_schedule := case
    when v_seconds <> trunc(v_seconds) or v_seconds < 1 then null
    when v_seconds < 60 and (
      select string_to_array(substring(e.extversion from '^[0-9]+\.[0-9]+'), '.')::integer[] < array[1, 5]
      from pg_catalog.pg_extension e where e.extname = 'pg_cron'
    ) then '* * * * *'
    when v_seconds < 60 then v_seconds::integer || ' seconds'
    when v_seconds = 60 then '* * * * *'
    when v_seconds = 3600 then '0 * * * *'
    when v_seconds = 86400 then '0 0 * * *'
    when v_seconds < 3600 and mod(v_seconds, 60) = 0 and mod(3600, v_seconds) = 0
      then format('*/%s * * * *', (v_seconds / 60)::integer)
    when v_seconds < 86400 and mod(v_seconds, 3600) = 0 and mod(86400, v_seconds) = 0
      then format('0 */%s * * *', (v_seconds / 3600)::integer)
  end;
  if v_schedule is null then
    raise exception using errcode = '22023', message = 'invalid_check_interval',
      detail = format('pg_cron cannot run a job every %s.', private.format_duration(cron_schedule.check_interval)),
      hint = 'Give 1s to 59s, or minutes that divide the hour (1m, 2m, 5m), or hours that divide the day (1h, 6h, 24h).';
  end if;
  return v_schedule;
end
$$;
comment on function private.cron_schedule(interval) is 'The pg_cron schedule of an interval.';
revoke all on function private.cron_schedule(interval) from public, anon, authenticated, service_role;

-- What runs by itself: the one list of Heartbase's pg_cron jobs.
-- API: private. Called by: install_schedules, the doctor, configure-project.
create or replace function private.schedules()
returns table (jobname text, schedule text, command text)
language sql
stable
rows 6
set search_path = ''
as $$
  values
    ('heartbase-tick', '* * * * *', 'select private.tick()'),
    ('heartbase-heartbeat', '*/5 * * * *', 'select private.ring_heartbeat()'),
    ('heartbase-machines', private.cron_schedule(private.get_interval_setting('MACHINE_HEARTBEAT_CHECK_INTERVAL')),
      'select private.check_machines()'),
    ('cron-healthcheck-job', '0 */6 * * *', 'select public.trigger_healthcheck(''cron'')'),
    ('heartbase-prune', '17 3 * * *', 'select private.prune_history()'),
    ('heartbase-recovery', '*/5 * * * *', 'select private.ring_recovery()');
$$;
comment on function private.schedules() is 'The pg_cron jobs of Heartbase.';
revoke all on function private.schedules() from public, anon, authenticated, service_role;

-- Schedules what runs by itself. Same name, same job: calling it again repairs a schedule that was changed or removed.
-- API: private. Called by: the migration and configure-project.
create or replace function private.install_schedules()
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- cron.schedule leaves a job of that name inactive if it was.
  perform cron.unschedule(j.jobname)
  from cron.job j
  join private.schedules() s on s.jobname = j.jobname
  where not j.active and j.username = current_user;
  perform cron.schedule(s.jobname, s.schedule, s.command) from private.schedules() s;
end
$$;
comment on function private.install_schedules() is 'Creates or repairs the pg_cron jobs of Heartbase.';
revoke all on function private.install_schedules() from public, anon, authenticated, service_role;

select private.install_schedules();

-- A change of the check interval reschedules the check of machines; an interval that cannot be scheduled is refused with it.
-- Called by: trigger app_settings_reschedule_machine_check.
-- SECURITY DEFINER: admins change settings, and pg_cron's jobs belong to the owner.
create or replace function private.reschedule_machine_check()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'MACHINE_HEARTBEAT_CHECK_INTERVAL' in (new.key, old.key) then
    perform cron.schedule(s.jobname, s.schedule, s.command) from private.schedules() s where s.jobname = 'heartbase-machines';
  end if;
  return null;
end
$$;
comment on function private.reschedule_machine_check() is 'Trigger: reschedules the check of machines when its interval changes.';
revoke all on function private.reschedule_machine_check() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_reschedule_machine_check on public.app_settings;
create trigger app_settings_reschedule_machine_check
  after insert or update or delete on public.app_settings
  for each row execute function private.reschedule_machine_check();
