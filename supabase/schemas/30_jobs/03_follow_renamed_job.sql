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

drop trigger if exists job_heartbeats_follow_rename on public.job_heartbeats;
create trigger job_heartbeats_follow_rename
  after update of job_name on public.job_heartbeats
  for each row
  when (new.job_name <> old.job_name)
  execute function private.follow_renamed_job();
