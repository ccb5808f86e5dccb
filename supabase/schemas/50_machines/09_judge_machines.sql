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
