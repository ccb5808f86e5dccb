-- Looks for tetrahedrons that are silent for longer than a threshold, and opens an alert mesh-degrading for each that has none;
-- resolves the alerts of those that are heard again. Also runs by itself, every minute, with the setting mesh_stale_after.
-- threshold_minutes: 0 to 10 years; a tetrahedron's own stale_after comes first. p_tetrahedron_id: this one alone.
-- p_limit: at most so many silent ones, those without an alert first. p_dry_run: say what would be done, and do nothing.
-- Returns {"threshold_minutes", "dry_run", "found", "created", "resolved", "tetrahedrons": [{"tetrahedron_id", "name",
-- "last_heartbeat_at", "message", "severity", "alert_id", "created"}]}, of which at most 1000 are listed.
-- API: service role, app_service, cron jobs. Errors: invalid_threshold, invalid_limit (22023, HTTP 400), tetrahedron_not_found (404).
-- SECURITY DEFINER: the caller may have it looked without being allowed to write alerts.
create or replace function public.check_mesh_heartbeats_and_alert(
  threshold_minutes integer default 60,
  p_tetrahedron_id uuid default null,
  p_limit integer default null,
  p_dry_run boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_threshold interval;
  v_only uuid[] := case when p_tetrahedron_id is not null then array[p_tetrahedron_id] end;
  v_silent uuid[];
  v_alerted uuid[];
  v_locked uuid[];
  v_open uuid[];
  v_report jsonb;
  v_resolved integer := 0;
begin
  if threshold_minutes is null or threshold_minutes not between 0 and 5256000 then
    raise exception using errcode = '22023', message = 'invalid_threshold',
      detail = format('A threshold is 0 to 5256000 minutes (10 years), not %s.', coalesce(threshold_minutes::text, 'null')),
      hint = 'Pass threshold_minutes, such as 60.';
  end if;
  if p_limit < 1 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'A limit is at least 1, or null for none.', hint = 'Pass p_limit, such as 100.';
  end if;
  if p_tetrahedron_id is not null and not exists (select from public.tetrahedrons t where t.id = p_tetrahedron_id) then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass p_tetrahedron_id as an id of the table tetrahedrons, or null for all.';
  end if;
  v_threshold := make_interval(mins => threshold_minutes);

  select array_agg(s.id) into v_silent
  from (
    select v.id
    from private.tetrahedron_verdicts(now(), v_only, v_threshold) v
    left join public.guardian_alerts a
      on a.subject_kind = 'tetrahedron' and a.subject_id = v.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
    where v.is_stale
    order by a.id is not null, v.last_heartbeat_at nulls first, v.id
    limit p_limit
  ) s;
  select array_agg(a.id), array_agg(a.tetrahedron_id) into v_open, v_alerted
  from public.guardian_alerts a
  where a.subject_kind = 'tetrahedron' and a.alert_type = 'mesh-degrading' and a.resolved_at is null
    and a.tetrahedron_id is not null and (p_tetrahedron_id is null or a.tetrahedron_id = p_tetrahedron_id);

  if not p_dry_run and (v_silent is not null or v_alerted is not null) then
    -- What another evaluator or a heartbeat holds, it judges.
    with locked as (
      select t.id
      from public.tetrahedrons t
      where t.id = any (v_silent || v_alerted)
      order by t.id
      for no key update skip locked
    )
    select array_agg(l.id) into v_locked from locked l;
    if v_locked is not null then
      perform private.judge_tetrahedrons(v_locked, now(), v_threshold);
    end if;
    select count(*) into v_resolved
    from public.guardian_alerts a
    where a.id = any (v_open) and a.resolved_at is not null;
  end if;

  select jsonb_build_object(
    'threshold_minutes', threshold_minutes,
    'dry_run', p_dry_run,
    'found', count(*),
    'created', count(*) filter (where f.created),
    'resolved', v_resolved,
    'tetrahedrons', coalesce(jsonb_agg(jsonb_build_object(
      'tetrahedron_id', f.id, 'name', f.name, 'last_heartbeat_at', f.last_heartbeat_at, 'message', f.message,
      'severity', f.severity, 'alert_id', f.alert_id, 'created', f.created
    ) order by f.position) filter (where f.position <= 1000), '[]')
  )
  into v_report
  from (
    select s.position, v.id, v.name, v.last_heartbeat_at, v.message, coalesce(a.severity, v.severity) as severity,
      a.id as alert_id, a.id is not null and not a.id = any (coalesce(v_open, '{}')) as created
    from unnest(v_silent) with ordinality s(id, position)
    join private.tetrahedron_verdicts(now(), coalesce(v_silent, '{}'), v_threshold) v on v.id = s.id
    left join public.guardian_alerts a
      on a.subject_kind = 'tetrahedron' and a.subject_id = s.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
  ) f;
  return v_report;
end
$$;
comment on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean) is
  'Opens an alert for each tetrahedron that is silent for longer than the threshold. Service role and app_service only.';
revoke all on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean) to service_role, app_service;
