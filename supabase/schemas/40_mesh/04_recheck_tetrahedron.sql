-- An edit that is neither a heartbeat (those count themselves) nor the evaluator's (that moves next_check_at) is stamped, and
-- makes the row due when it may matter, so that the next tick alerts or resolves.
-- Called by: trigger tetrahedrons_recheck, whose WHEN clause a heartbeat does not meet.
create or replace function private.recheck_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if (new.last_heartbeat_at, new.stale_after, new.paused, new.created_at)
    is distinct from (old.last_heartbeat_at, old.stale_after, old.paused, old.created_at) then
    new.next_check_at := now();
  end if;
  return new;
end
$$;
comment on function private.recheck_tetrahedron() is 'Trigger: stamps a tetrahedron that was edited by hand, and makes it due.';
revoke all on function private.recheck_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_recheck on public.tetrahedrons;
create trigger tetrahedrons_recheck
  before update on public.tetrahedrons
  for each row
  when (new.heartbeat_count = old.heartbeat_count and new.next_check_at = old.next_check_at)
  execute function private.recheck_tetrahedron();
