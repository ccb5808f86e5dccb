-- What an alert says of its subject to everybody: down, degraded, or nothing (null). Alerts that are reports say nothing.
-- API: private. Called by: private.status_troubles.
create or replace function private.public_state_of_alert(alert_type text, severity text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when alert_type in ('job-stale', 'job-failing', 'machine-offline', 'mesh-degrading', 'outage') then 'down'
    when alert_type in ('tenant-report', 'tenant-digest', 'test') then null
    when severity = 'critical' then 'down'
    when severity = 'warning' then 'degraded'
  end;
$$;
comment on function private.public_state_of_alert(text, text) is 'What an alert makes of its subject on a status page: down, degraded or nothing.';
revoke all on function private.public_state_of_alert(text, text) from public, anon, authenticated, service_role;
