-- Resolves the open alerts of jobs that were deleted, so that whoever was told hears of their end.
-- Called by: a trigger on job_heartbeats. SECURITY DEFINER: whoever deletes a job may not change every alert.
create or replace function private.close_deleted_jobs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = now(), auto_resolved = true, resolution = 'The job was deleted.'
  from old_jobs o
  where a.subject_kind = 'job' and a.subject_id = o.job_name and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_jobs() is 'Trigger: resolves the alerts of deleted jobs.';
revoke all on function private.close_deleted_jobs() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_close_deleted on public.job_heartbeats;
create trigger job_heartbeats_close_deleted
  after delete on public.job_heartbeats
  referencing old table as old_jobs
  for each statement execute function private.close_deleted_jobs();
