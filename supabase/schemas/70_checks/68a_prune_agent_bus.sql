-- Deletes messages of the agent bus that have expired; returns how many. API: private. Called by: prune_history.
create or replace function private.prune_agent_bus(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.agent_bus_messages m where m.expires_at <= prune_agent_bus.now_at;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_agent_bus(timestamptz) is 'Deletes messages of the agent bus that have expired; returns how many.';
revoke all on function private.prune_agent_bus(timestamptz) from public, anon, authenticated, service_role;
