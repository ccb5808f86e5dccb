-- Open alerts follow a job that is renamed, and end with one that is deleted.
-- SECURITY DEFINER: an admin who edits jobs may not write every column of guardian_alerts.

create or replace function private.follow_renamed_job()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set subject_id = new.job_name
  where a.subject_kind = 'job' and a.subject_id = old.job_name and a.resolved_at is null;
  return null;
end
$$;
comment on function private.follow_renamed_job() is 'Trigger: keeps open alerts with a renamed job.';
revoke all on function private.follow_renamed_job() from public, anon, authenticated, service_role;

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

drop trigger if exists job_heartbeats_follow_rename on public.job_heartbeats;
create trigger job_heartbeats_follow_rename
  after update of job_name on public.job_heartbeats
  for each row
  when (new.job_name <> old.job_name)
  execute function private.follow_renamed_job();

drop trigger if exists job_heartbeats_close_deleted on public.job_heartbeats;
create trigger job_heartbeats_close_deleted
  after delete on public.job_heartbeats
  referencing old table as old_jobs
  for each statement execute function private.close_deleted_jobs();
