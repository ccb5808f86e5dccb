-- An edit that is neither a report (those count themselves) nor the evaluator's (that moves next_check_at) is stamped, and makes
-- the row due when it may matter. A machine that is enabled again has its threshold before it must have reported.
-- Called by: trigger machines_recheck, whose WHEN clause a report does not meet.
create or replace function private.recheck_machine()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.is_enabled and not old.is_enabled then
    new.watched_since := now();
  end if;
  if (new.last_seen, new.status, new.is_enabled, new.offline_after, new.watched_since)
    is distinct from (old.last_seen, old.status, old.is_enabled, old.offline_after, old.watched_since) then
    new.next_check_at := now();
  end if;
  return new;
end
$$;
comment on function private.recheck_machine() is 'Trigger: stamps a machine that was edited by hand, and makes it due.';
revoke all on function private.recheck_machine() from public, anon, authenticated, service_role;

drop trigger if exists machines_recheck on public.machines;
create trigger machines_recheck
  before update on public.machines
  for each row
  when (new.heartbeat_count = old.heartbeat_count and new.next_check_at = old.next_check_at)
  execute function private.recheck_machine();
