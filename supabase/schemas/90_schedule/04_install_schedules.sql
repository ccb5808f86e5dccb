-- Schedules what runs by itself. Same name, same job: calling it again repairs a schedule that was changed or removed.
-- API: private. Called by: the migration, and configure-project.
create or replace function private.install_schedules()
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- cron.schedule leaves a job of that name inactive if it was.
  perform cron.unschedule(j.jobname)
  from cron.job j
  where j.jobname in ('heartbase-tick', 'cron-healthcheck-job', 'heartbase-prune') and not j.active
    and j.username = current_user;
  perform cron.schedule('heartbase-tick', '* * * * *', 'select private.tick()');
  perform cron.schedule('cron-healthcheck-job', '0 */6 * * *', $command$select public.trigger_healthcheck('cron')$command$);
  perform cron.schedule('heartbase-prune', '17 3 * * *', 'select private.prune_history()');
end
$$;
comment on function private.install_schedules() is 'Creates or repairs the pg_cron jobs of Heartbase.';
revoke all on function private.install_schedules() from public, anon, authenticated, service_role;

select private.install_schedules();
