-- Sets how often machines are checked, and after how much silence they are offline: durations such as 30s, 2m or 1h30m; null
-- leaves one as it is. The check is rescheduled with it. An invalid value is an error, and both stay as they were.
-- Returns {"check_interval", "offline_threshold", "schedule", "message"}.
-- API: service role, and SQL in the dashboard. Errors: invalid_setting, invalid_check_interval (22023, HTTP 400).
-- SECURITY DEFINER: pg_cron's jobs belong to the owner.
create or replace function public.configure_machine_monitor(check_interval text default null, offline_threshold text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_check_interval interval;
  v_offline_threshold interval;
begin
  insert into public.app_settings as s (key, value)
  select c.key, c.value
  from (values
    ('MACHINE_HEARTBEAT_CHECK_INTERVAL', btrim(configure_machine_monitor.check_interval)),
    ('MACHINE_OFFLINE_THRESHOLD', btrim(configure_machine_monitor.offline_threshold))
  ) c(key, value)
  where c.value is not null
  on conflict (key) do update set value = excluded.value;

  v_check_interval := private.get_interval_setting('MACHINE_HEARTBEAT_CHECK_INTERVAL');
  v_offline_threshold := private.get_interval_setting('MACHINE_OFFLINE_THRESHOLD');
  return jsonb_build_object(
    'check_interval', private.format_duration(v_check_interval),
    'offline_threshold', private.format_duration(v_offline_threshold),
    'schedule', private.cron_schedule(v_check_interval),
    'message', format('Heartbeat monitor started (check interval: %s, offline threshold: %s)',
      private.format_duration(v_check_interval), private.format_duration(v_offline_threshold))
  );
end
$$;
comment on function public.configure_machine_monitor(text, text) is
  'Sets the check interval and the offline threshold of machines, such as 30s and 2m, and reschedules the check.';
revoke all on function public.configure_machine_monitor(text, text) from public, anon, authenticated, service_role;
grant execute on function public.configure_machine_monitor(text, text) to service_role;
