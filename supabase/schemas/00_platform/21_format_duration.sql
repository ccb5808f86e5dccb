-- An interval as Go writes a duration: 30s, 2m0s, 1h0m0s, 1.5s. API: private. Called by: configure_machine_monitor.
create or replace function private.format_duration(duration interval)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when s.seconds >= 3600 then trunc(s.seconds / 3600) || 'h' else '' end
    || case when s.seconds >= 60 then trunc(mod(s.seconds, 3600) / 60) || 'm' else '' end
    || trim_scale(mod(s.seconds, 60)) || 's'
  from (select extract(epoch from format_duration.duration)) s(seconds);
$$;
comment on function private.format_duration(interval) is 'A duration as Go writes it, such as 2m0s.';
revoke all on function private.format_duration(interval) from public, anon, authenticated, service_role;
