-- Whether an instant falls into hours of the day, in a time zone: the start counts, the end does not, and hours may wrap around
-- midnight. The same start and end mean the whole day. Null when there are no hours.
-- API: private. Called by: claim_due_tenants, run_tenant_batch.
create or replace function private.is_hour_within(
  instant timestamptz, start_hour integer, end_hour integer, timezone text
)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when is_hour_within.start_hour < is_hour_within.end_hour
      then l.hour >= is_hour_within.start_hour and l.hour < is_hour_within.end_hour
    when is_hour_within.start_hour >= is_hour_within.end_hour
      then l.hour >= is_hour_within.start_hour or l.hour < is_hour_within.end_hour
  end
  from (select extract(hour from is_hour_within.instant at time zone is_hour_within.timezone)) l(hour);
$$;
comment on function private.is_hour_within(timestamptz, integer, integer, text) is
  'Whether an instant is within hours of a time zone, start included, end not, wrapping; null without hours.';
revoke all on function private.is_hour_within(timestamptz, integer, integer, text) from public, anon, authenticated, service_role;
