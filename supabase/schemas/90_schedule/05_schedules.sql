-- What runs by itself: the one list of Heartbase's pg_cron jobs.
-- API: private. Called by: install_schedules, the doctor, configure-project.
create or replace function private.schedules()
returns table (jobname text, schedule text, command text)
language sql
stable
rows 6
set search_path = ''
as $$
  values
    ('heartbase-tick', '* * * * *', 'select private.tick()'),
    ('heartbase-heartbeat', '*/5 * * * *', 'select private.ring_heartbeat()'),
    ('heartbase-machines', private.cron_schedule(private.get_interval_setting('MACHINE_HEARTBEAT_CHECK_INTERVAL')),
      'select private.check_machines()'),
    ('cron-healthcheck-job', '0 */6 * * *', 'select public.trigger_healthcheck(''cron'')'),
    ('heartbase-prune', '17 3 * * *', 'select private.prune_history()'),
    ('heartbase-recovery', '*/5 * * * *', 'select private.ring_recovery()');
$$;
comment on function private.schedules() is 'The pg_cron jobs of Heartbase.';
revoke all on function private.schedules() from public, anon, authenticated, service_role;
