-- A duration as people say it: 90 s, 5 min, 24 h, 3 days. API: private. Called by: whatever words an alert.
create or replace function private.describe_interval(duration interval)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when s.seconds >= 172800 and s.seconds % 86400 = 0 then s.seconds / 86400 || ' days'
    when s.seconds >= 3600 and s.seconds % 3600 = 0 then s.seconds / 3600 || ' h'
    when s.seconds >= 60 and s.seconds % 60 = 0 then s.seconds / 60 || ' min'
    else s.seconds || ' s'
  end
  from (select extract(epoch from describe_interval.duration)::bigint as seconds) s;
$$;
comment on function private.describe_interval(interval) is 'A duration in words, such as 24 h or 3 days.';
revoke all on function private.describe_interval(interval) from public, anon, authenticated, service_role;
