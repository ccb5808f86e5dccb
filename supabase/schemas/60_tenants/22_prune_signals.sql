-- Forgets appended items of signals that have expired. Returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_signals(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.tenant_signals s where s.expires_at <= prune_signals.now_at;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_signals(timestamptz) is 'Deletes appended items of signals past their time; returns how many.';
revoke all on function private.prune_signals(timestamptz) from public, anon, authenticated, service_role;
