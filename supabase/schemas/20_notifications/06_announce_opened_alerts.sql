-- Triggers that turn changes of guardian_alerts into notifications.
-- SECURITY DEFINER: an admin who resolves an alert may not write the outbox.

create or replace function private.announce_opened_alerts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.enqueue_notifications(array(select n.id from new_alerts n where n.alert_type <> 'test'), 'opened')
  where exists (select from new_alerts n where n.alert_type <> 'test');
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
