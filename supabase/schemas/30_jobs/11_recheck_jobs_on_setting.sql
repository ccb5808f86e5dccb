-- A change of the settings that jobs follow makes those jobs due.
-- Called by: trigger app_settings_recheck_jobs. SECURITY DEFINER: whoever may change settings need not be able to change jobs.
create or replace function private.recheck_jobs_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'stale_after' in (new.key, old.key) then
    update public.job_heartbeats j set next_check_at = now() where j.expected_every is null and not j.paused;
  elsif 'alert_repeat_after' in (new.key, old.key) then
    update public.job_heartbeats j
    set next_check_at = now()
    where j.alert_repeat_after is null and not j.paused and j.last_alert_at is not null;
  end if;
  return null;
end
$$;
comment on function private.recheck_jobs_on_setting() is 'Trigger: makes jobs due when a setting that they follow changes.';
revoke all on function private.recheck_jobs_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_jobs on public.app_settings;
create trigger app_settings_recheck_jobs
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_jobs_on_setting();
