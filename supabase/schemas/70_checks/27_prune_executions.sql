-- Deletes executions of tenants, with what they told on the dashboard, failures and playbook events past heartbeat_executions_retention.
-- Returns how many executions. API: private. Called by: prune_history.
create or replace function private.prune_executions(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_before timestamptz := prune_executions.now_at - private.get_interval_setting('heartbeat_executions_retention');
  v_count integer;
begin
  delete from public.heartbeat_executions e where e.started_at < v_before;
  get diagnostics v_count = row_count;
  delete from public.heartbeat_failures f where f.occurred_at < v_before;
  delete from public.playbook_events p where p.created_at < v_before;
  return v_count;
end
$$;
comment on function private.prune_executions(timestamptz) is 'Deletes executions and failures past their retention; returns how many executions.';
revoke all on function private.prune_executions(timestamptz) from public, anon, authenticated, service_role;
