-- Components follow a job that is renamed, as its open alerts do. Called by: trigger job_heartbeats_follow_rename_on_pages.
-- SECURITY DEFINER: who renames a job need not be able to change every page.
create or replace function private.follow_renamed_component()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.status_page_components c set subject_id = new.job_name where c.subject_kind = 'job' and c.subject_id = old.job_name;
  return null;
end
$$;
comment on function private.follow_renamed_component() is 'Trigger: keeps components with a renamed job.';
revoke all on function private.follow_renamed_component() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_follow_rename_on_pages on public.job_heartbeats;
create trigger job_heartbeats_follow_rename_on_pages
  after update of job_name on public.job_heartbeats
  for each row
  when (new.job_name <> old.job_name)
  execute function private.follow_renamed_component();
