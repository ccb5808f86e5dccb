-- A tenant that was looked at is well: the alert that it cannot be ends, whoever looked. Called by: trigger
-- heartbeat_executions_end_failed_recoveries.
create or replace function private.end_failed_recoveries()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = n.completed_at, auto_resolved = true, resolution = 'The tenant is looked at again.'
  from (select e.tenant_id, max(e.completed_at) as completed_at from new_executions e group by e.tenant_id) n
  where a.subject_kind = 'tenant' and a.subject_id = n.tenant_id and a.alert_type = 'tenant-recovery-failed' and a.resolved_at is null;
  return null;
end
$$;
comment on function private.end_failed_recoveries() is 'Trigger: a tenant that was looked at is well.';
revoke all on function private.end_failed_recoveries() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_end_failed_recoveries on public.heartbeat_executions;
create trigger heartbeat_executions_end_failed_recoveries
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.end_failed_recoveries();
