-- How long a tenant may go without being looked at: 24 hours, or what its interval and the hours in which it is not looked at may take
-- together, with 15 minutes for calls that are late and an hour for clocks that are changed.
-- API: private. Called by: tenant_health, unhealthy_tenants.
create or replace function private.longest_rest(interval_minutes integer, active_start_hour integer, active_end_hour integer)
returns interval
language sql
immutable
set search_path = ''
as $$
  select greatest(interval '24 hours', make_interval(
    mins => longest_rest.interval_minutes + 15,
    hours => case
      when longest_rest.active_start_hour <> longest_rest.active_end_hour
        then (longest_rest.active_start_hour - longest_rest.active_end_hour + 24) % 24 + 1
      else 0
    end
  ));
$$;
comment on function private.longest_rest(integer, integer, integer) is 'How long a tenant may go without being looked at.';
revoke all on function private.longest_rest(integer, integer, integer) from public, anon, authenticated, service_role;
