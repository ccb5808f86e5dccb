-- A duration as people say it: 90 s, 5 min, 24 h, 3 days. API: private. Called by: whatever words an alert.
create or replace function private.describe_interval(duration interval)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_seconds bigint := extract(epoch from describe_interval.duration);
begin
  return case
    when v_seconds >= 172800 and v_seconds % 86400 = 0 then v_seconds / 86400 || ' days'
    when v_seconds >= 3600 and v_seconds % 3600 = 0 then v_seconds / 3600 || ' h'
    when v_seconds >= 60 and v_seconds % 60 = 0 then v_seconds / 60 || ' min'
    else v_seconds || ' s'
  end;
end
$$;
comment on function private.describe_interval(interval) is 'A duration in words, such as 24 h or 3 days.';
revoke all on function private.describe_interval(interval) from public, anon, authenticated, service_role;
