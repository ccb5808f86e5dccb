-- Looks for tenants that have no row, once an hour. API: private. Called by: claim_due_tenants, ring_heartbeat.
create or replace function private.adopt_tenants_hourly(now_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Whoever finds somebody else at it leaves it to them.
  perform from private.tenant_adoption a
  where coalesce(a.adopted_at <= adopt_tenants_hourly.now_at - interval '1 hour', true)
  for no key update skip locked;
  if found then
    perform private.adopt_tenants(adopt_tenants_hourly.now_at);
    update private.tenant_adoption a set adopted_at = adopt_tenants_hourly.now_at;
  end if;
end
$$;
comment on function private.adopt_tenants_hourly(timestamptz) is 'Looks for tenants that have no row, once an hour.';
revoke all on function private.adopt_tenants_hourly(timestamptz) from public, anon, authenticated, service_role;
