-- Seconds from one instant to another, to the millisecond; null when either is null or infinite, which no subtraction survives on
-- every Postgres. API: private. Called by: whatever measures ages.
create or replace function private.seconds_between(since timestamptz, until timestamptz)
returns numeric
language sql
immutable
set search_path = ''
as $$
  select case
    when isfinite(seconds_between.since) and isfinite(seconds_between.until)
    then round(extract(epoch from seconds_between.until) - extract(epoch from seconds_between.since), 3)
  end;
$$;
comment on function private.seconds_between(timestamptz, timestamptz) is
  'Seconds from one instant to another; null when there is no finite number of them.';
revoke all on function private.seconds_between(timestamptz, timestamptz) from public, anon, authenticated, service_role;
