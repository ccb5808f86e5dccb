-- Schedules what runs by itself. Same name, same job: calling it again repairs a schedule that was changed or removed.
-- API: private. Called by: the migration, and configure-project.
create or replace function private.install_schedules()
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform cron.schedule('heartbase-tick', '* * * * *', 'select private.tick()');
  perform cron.schedule('cron-healthcheck-job', '0 */6 * * *', $command$select public.trigger_healthcheck('cron')$command$);
  perform cron.schedule('heartbase-prune', '17 3 * * *', 'select private.prune_history()');
end
$$;
comment on function private.install_schedules() is 'Creates or repairs the pg_cron jobs of Heartbase.';
revoke all on function private.install_schedules() from public, anon, authenticated, service_role;

select private.install_schedules();
