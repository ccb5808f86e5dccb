-- Deletes notices that ended before alerts_retention ago, with their updates: history is bounded. Returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_status_notices(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.status_page_notices n
  where n.ends_at < prune_status_notices.now_at - private.get_interval_setting('alerts_retention')
    and private.notice_status(n.status, n.starts_at, n.ends_at, prune_status_notices.now_at) in ('resolved', 'completed');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_status_notices(timestamptz) is 'Deletes notices that ended longer ago than alerts are kept; returns how many.';
revoke all on function private.prune_status_notices(timestamptz) from public, anon, authenticated, service_role;
