-- Deletes insights past tenant_insights_retention; returns how many. API: private. Called by: prune_history.
create or replace function private.prune_insights(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.tenant_insights i
  where i.occurred_at < prune_insights.now_at - (select private.get_interval_setting('tenant_insights_retention'));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_insights(timestamptz) is 'Deletes insights past their retention; returns how many.';
revoke all on function private.prune_insights(timestamptz) from public, anon, authenticated, service_role;
