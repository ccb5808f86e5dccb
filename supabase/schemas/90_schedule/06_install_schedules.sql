-- Schedules what runs by itself. Same name, same job: calling it again repairs a schedule that was changed or removed.
-- API: private. Called by: the migration and configure-project.
create or replace function private.install_schedules()
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- cron.schedule leaves a job of that name inactive if it was.
  perform cron.unschedule(j.jobname)
  from cron.job j
  join private.schedules() s on s.jobname = j.jobname
  where not j.active and j.username = current_user;
  perform cron.schedule(s.jobname, s.schedule, s.command) from private.schedules() s;
end
$$;
comment on function private.install_schedules() is 'Creates or repairs the pg_cron jobs of Heartbase.';
revoke all on function private.install_schedules() from public, anon, authenticated, service_role;

select private.install_schedules();
