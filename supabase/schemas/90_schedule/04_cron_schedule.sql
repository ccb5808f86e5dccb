-- The pg_cron schedule that fires at an interval: seconds below a minute, then minutes that divide the hour, and hours that divide
-- the day, since cron starts anew with each of them. pg_cron before 1.5 knows no seconds: there it is every minute.
-- API: private. Called by: schedules, configure_machine_monitor. Errors: invalid_check_interval (22023, HTTP 400).
create or replace function private.cron_schedule(check_interval interval)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seconds numeric := extract(epoch from cron_schedule.check_interval);
  v_schedule text;
begin
  v_schedule := case
    when v_seconds <> trunc(v_seconds) or v_seconds < 1 then null
    when v_seconds < 60 and (
      select string_to_array(substring(e.extversion from '^[0-9]+\.[0-9]+'), '.')::integer[] < array[1, 5]
      from pg_catalog.pg_extension e where e.extname = 'pg_cron'
    ) then '* * * * *'
    when v_seconds < 60 then v_seconds::integer || ' seconds'
    when v_seconds = 60 then '* * * * *'
    when v_seconds = 3600 then '0 * * * *'
    when v_seconds = 86400 then '0 0 * * *'
    when v_seconds < 3600 and mod(v_seconds, 60) = 0 and mod(3600, v_seconds) = 0
      then format('*/%s * * * *', (v_seconds / 60)::integer)
    when v_seconds < 86400 and mod(v_seconds, 3600) = 0 and mod(86400, v_seconds) = 0
      then format('0 */%s * * *', (v_seconds / 3600)::integer)
  end;
  if v_schedule is null then
    raise exception using errcode = '22023', message = 'invalid_check_interval',
      detail = format('pg_cron cannot run a job every %s.', private.format_duration(cron_schedule.check_interval)),
      hint = 'Give 1s to 59s, or minutes that divide the hour (1m, 2m, 5m), or hours that divide the day (1h, 6h, 24h).';
  end if;
  return v_schedule;
end
$$;
comment on function private.cron_schedule(interval) is 'The pg_cron schedule of an interval.';
revoke all on function private.cron_schedule(interval) from public, anon, authenticated, service_role;
