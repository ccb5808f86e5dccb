-- Enqueues the reminders and recoveries of alerts that were changed, by whomever, in the same transaction.
-- Called by: a trigger on guardian_alerts. SECURITY DEFINER: whoever resolves an alert may not write the outbox.
create or replace function private.announce_changed_alerts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_resolved uuid[];
  v_reminded uuid[];
  v_acknowledged uuid[];
begin
  -- Grouped, not joined: transition tables have no statistics, and a cached nested loop over them is quadratic in a storm.
  select
    array_agg(c.id) filter (where c.was_open and not c.is_open),
    array_agg(c.id) filter (where c.is_open and c.reminders_now > c.reminders_before),
    array_agg(c.id) filter (where c.is_open and c.is_acknowledged and not c.was_acknowledged)
  into v_resolved, v_reminded, v_acknowledged
  from (
    select r.id,
      bool_or(r.resolved_at is null) filter (where r.is_old) as was_open,
      bool_or(r.resolved_at is null) filter (where not r.is_old) as is_open,
      max(r.reminder_count) filter (where r.is_old) as reminders_before,
      max(r.reminder_count) filter (where not r.is_old) as reminders_now,
      bool_or(r.acknowledged_at is not null) filter (where r.is_old) as was_acknowledged,
      bool_or(r.acknowledged_at is not null) filter (where not r.is_old) as is_acknowledged
    from (
      select o.id, o.resolved_at, o.reminder_count, o.acknowledged_at, true as is_old from old_alerts o
      union all
      select n.id, n.resolved_at, n.reminder_count, n.acknowledged_at, false from new_alerts n
    ) r
    group by r.id
  ) c;
  if v_resolved is not null then
    perform private.enqueue_recoveries(v_resolved);
  end if;
  if v_acknowledged is not null then
    -- One that a silence holds would come long after.
    update public.notifications n
    set state = 'cancelled', finished_at = now(), last_error = 'The alert was acknowledged before this was sent.'
    where n.alert_id = any (v_acknowledged) and n.event = 'reminder' and n.state = 'pending' and n.attempts = 0 and n.replays = 0;
  end if;
  if v_reminded is not null then
    perform private.enqueue_notifications(v_reminded, 'reminder');
  end if;
  return null;
end
$$;
comment on function private.announce_changed_alerts() is 'Trigger: enqueues reminders and recoveries, and cancels reminders of what is acknowledged.';
revoke all on function private.announce_changed_alerts() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_announce_changed on public.guardian_alerts;
create trigger guardian_alerts_announce_changed
  after update on public.guardian_alerts
  referencing old table as old_alerts new table as new_alerts
  for each statement execute function private.announce_changed_alerts();
