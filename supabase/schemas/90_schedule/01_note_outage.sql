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
