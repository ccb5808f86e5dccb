-- Judges tetrahedrons whose rows the caller has locked: resolves, reminds of and opens their alerts, and sets when each is looked
-- at again. Set-based; returns how many were alerted about (opened or reminded).
--
-- An alert lasts until a heartbeat comes, whatever threshold opened it, so that checks with different thresholds do not undo each
-- other's alerts. One that a person resolved while the silence lasts comes back after the repeat interval, or at once when
-- somebody asks with a threshold.
-- API: private. Called by: evaluate_tetrahedrons, check_mesh_heartbeats_and_alert.
create or replace function private.judge_tetrahedrons(
  tetrahedron_ids uuid[],
  now_at timestamptz,
  threshold interval default null
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_reminded integer;
  v_opened integer;
begin
  with changed as (
    update public.guardian_alerts a
    -- A heartbeat's transaction may have begun before the alert that it ends was written.
    set resolved_at = case when v.lasts then null else greatest(judge_tetrahedrons.now_at, a.created_at) end,
        auto_resolved = not v.lasts,
        resolution = case
          when v.lasts then null
          when v.paused then 'The tetrahedron was paused.'
          else format('Tetrahedron "%s" is heard again.', v.name)
        end,
        reminder_count = a.reminder_count + v.lasts::integer,
        last_alerted_at = case when v.lasts then judge_tetrahedrons.now_at else a.last_alerted_at end
    from (
      select o.id, t.name, t.paused, (
          not t.paused
          and coalesce(t.last_heartbeat_at <= o.created_at, true)
          and coalesce(o.details -> 'heartbeat_count' = to_jsonb(t.heartbeat_count), true)
          -- Its own threshold was raised meanwhile.
          and not (t.own_threshold is not null and t.last_heartbeat_at is not null and not t.is_stale)
        ) as lasts,
        o.acknowledged_at is null and o.last_alerted_at <= judge_tetrahedrons.now_at - t.repeat_after as reminder_due
      from private.tetrahedron_verdicts(judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids) t
      join public.guardian_alerts o
        on o.subject_kind = 'tetrahedron' and o.subject_id = t.id::text and o.alert_type = 'mesh-degrading'
        and o.resolved_at is null
    ) v
    -- Open still: somebody may have resolved it by hand while this waited for them.
    where a.id = v.id and a.resolved_at is null and (not v.lasts or v.reminder_due)
    returning v.lasts
  )
  select count(*) filter (where c.lasts) into v_reminded from changed c;

  insert into public.guardian_alerts (
    subject_kind, subject_id, subject_name, tetrahedron_id, alert_type, severity, message, detected_at, created_at,
    last_alerted_at, details
  )
  select 'tetrahedron', t.id::text, t.name, t.id, 'mesh-degrading', t.severity, t.message,
    least(t.deadline, judge_tetrahedrons.now_at), judge_tetrahedrons.now_at, judge_tetrahedrons.now_at,
    jsonb_build_object(
      'tetrahedron_id', t.id, 'last_heartbeat_at', t.last_heartbeat_at, 'threshold', t.threshold_used,
      'heartbeat_count', t.heartbeat_count
    )
  from private.tetrahedron_verdicts(
    judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids, judge_tetrahedrons.threshold
  ) t
  where t.is_stale
    and (
      judge_tetrahedrons.threshold is not null
      or not exists (
        select from public.guardian_alerts a
        where a.subject_kind = 'tetrahedron' and a.subject_id = t.id::text and a.alert_type = 'mesh-degrading'
          and a.resolved_at is not null and not a.auto_resolved
          and a.details -> 'heartbeat_count' = to_jsonb(t.heartbeat_count)
          and a.last_alerted_at > judge_tetrahedrons.now_at - t.repeat_after
      )
    )
  on conflict (subject_kind, subject_id, alert_type) where resolved_at is null do nothing;
  get diagnostics v_opened = row_count;

  update public.tetrahedrons k
  set evaluation_error = null,
      next_check_at = case
        when t.paused then 'infinity'
        -- Never later than a heartbeat of now would have it: heartbeats leave next_check_at alone.
        else least(
          case when t.is_stale then 'infinity' else t.deadline end,
          case when a.next_at > judge_tetrahedrons.now_at then a.next_at end,
          judge_tetrahedrons.now_at + t.threshold_used
        )
      end
  from private.tetrahedron_verdicts(judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids) t
  cross join lateral (
    -- The next reminder, or the time from which a silence that somebody resolved by hand is told again.
    select max(a.last_alerted_at) + t.repeat_after as next_at
    from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = t.id::text and a.alert_type = 'mesh-degrading'
  ) a
  where k.id = t.id;

  return v_reminded + v_opened;
end
$$;
comment on function private.judge_tetrahedrons(uuid[], timestamptz, interval) is
  'Resolves, reminds of and opens the alerts of locked tetrahedrons; returns how many were alerted about.';
revoke all on function private.judge_tetrahedrons(uuid[], timestamptz, interval) from public, anon, authenticated, service_role;
