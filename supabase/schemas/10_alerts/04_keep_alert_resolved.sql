-- What people may do to an alert by hand is acknowledge it and resolve it, each once and now: a resolved alert stays resolved, since
-- its recovery was told, and signed-in users cannot choose the time, the person, or a text without end.
-- Called by: triggers on guardian_alerts.

create or replace function private.keep_alert_resolved()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = '55000', message = 'alert_is_resolved',
    detail = 'A resolved alert cannot be opened or resolved again.',
    hint = 'Trouble that is still there opens a new alert by itself.';
end
$$;
comment on function private.keep_alert_resolved() is 'Trigger: refuses to reopen a resolved alert.';
revoke all on function private.keep_alert_resolved() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_keep_resolved on public.guardian_alerts;
create trigger guardian_alerts_keep_resolved
  before update on public.guardian_alerts
  for each row
  when (old.resolved_at is not null and new.resolved_at is distinct from old.resolved_at)
  execute function private.keep_alert_resolved();
