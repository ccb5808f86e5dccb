-- The recorded outages. API: private. Called by: the verdict functions of evaluators, which credit deadlines with them.
-- SECURITY DEFINER: the healthcheck views run as the signed-in admin, who may not read private tables.
create or replace function private.recorded_outages()
returns table (started_at timestamptz, ended_at timestamptz)
language sql
stable
security definer
rows 1
set search_path = ''
as $$
  select o.started_at, o.ended_at from private.outages o;
$$;
comment on function private.recorded_outages() is 'Times during which the database was down.';
revoke all on function private.recorded_outages() from public, anon, authenticated, service_role;
grant execute on function private.recorded_outages() to authenticated, service_role;
