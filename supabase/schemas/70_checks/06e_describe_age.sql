-- A time for people, cut to whole days, hours, minutes or seconds.
-- API: private. Called by: the queries that rules are compiled to.
create or replace function private.describe_age(measure interval)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_seconds bigint := abs(extract(epoch from describe_age.measure));
  v_unit integer := case when v_seconds >= 172800 then 86400 when v_seconds >= 7200 then 3600 when v_seconds >= 120 then 60 else 1 end;
begin
  return private.describe_interval(make_interval(secs => v_seconds / v_unit * v_unit));
end
$$;
comment on function private.describe_age(interval) is 'A time in whole days, hours, minutes or seconds.';
revoke all on function private.describe_age(interval) from public, anon, authenticated, service_role;
