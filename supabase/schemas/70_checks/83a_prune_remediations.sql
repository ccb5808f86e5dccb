-- Deletes runs past remediation_runs_retention, but for those that a cool-down still counts from; returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_remediations(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.remediation_runs r
  where r.started_at < prune_remediations.now_at - (select private.get_interval_setting('remediation_runs_retention'))
    and r.status <> 'running'
    and not exists (
      select from public.check_remediations m
      where m.id = r.remediation_id and r.started_at > prune_remediations.now_at - m.cooldown
    );
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_remediations(timestamptz) is 'Deletes runs of remediations past their retention; returns how many.';
revoke all on function private.prune_remediations(timestamptz) from public, anon, authenticated, service_role;
