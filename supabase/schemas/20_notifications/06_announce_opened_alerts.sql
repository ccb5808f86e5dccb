-- Writes the messages about alerts that opened, by whomever, in the same transaction. Of a new alert there is none yet: unlike a repeat
-- that enqueue_notifications is asked for, nothing can be there twice, and looking for it is an eighth of a storm.
-- Called by: a trigger on guardian_alerts. SECURITY DEFINER: whoever may write alerts may not write the outbox.
create or replace function private.announce_opened_alerts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_alert_ids uuid[] := array(select n.id from new_alerts n where n.alert_type <> 'test');
begin
  if cardinality(v_alert_ids) > 0 then
    -- In the order of their ids, with which three indexes end: one page after the other instead of all of them again and again.
    insert into public.notifications (id, alert_id, channel_id, event, slot, held_by, held_until, next_attempt_at)
    select gen_random_uuid() as id, m.alert_id, m.channel_id, 'opened', m.slot, m.held_by, m.held_until, m.next_attempt_at
    from private.messages_about(v_alert_ids, 'opened') m
    order by id;
    perform private.ring_doorbell();
  end if;
  return null;
end
$$;
comment on function private.announce_opened_alerts() is 'Trigger: enqueues the opening of new alerts.';
revoke all on function private.announce_opened_alerts() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_announce_opened on public.guardian_alerts;
create trigger guardian_alerts_announce_opened
  after insert on public.guardian_alerts
  referencing new table as new_alerts
  for each statement execute function private.announce_opened_alerts();
