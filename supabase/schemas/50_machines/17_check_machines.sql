-- The check of machines: notices an outage of the database first, so that nobody is blamed for it, then judges who is due.
-- Level-triggered: a check that never came is made up for by the next, and two at once do nothing twice.
-- API: private. Called by: cron job heartbase-machines. Returns how many machines changed their status.
create or replace function private.check_machines(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
begin
  perform private.note_outage(check_machines.now_at);
  return private.evaluate_machines(check_machines.now_at);
end
$$;
comment on function private.check_machines(timestamptz) is 'Finds machines that went offline or came back; returns how many.';
revoke all on function private.check_machines(timestamptz) from public, anon, authenticated, service_role;
