-- Leases tenants that are due, each to one caller, and returns the ids of their executions. Due are tenants that are enabled, not
-- paused, old enough, within their active hours, and whose interval has passed; and those for which somebody asked, forced, whatever
-- their interval, hours and age. Leases that ended without an execution become
-- failures, and their tenants are due again; so do remediations that were not finished. Once an hour tenants that have no row are looked for.
-- API: private. Called by: claim_tenants.
create or replace function private.claim_due_tenants(now_at timestamptz default now(), max_rows integer default 50)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_lease interval := private.get_interval_setting('heartbeat_lease');
  v_minimum_age interval := private.get_interval_setting('tenant_minimum_age');
  v_claimed uuid[];
begin
  perform private.adopt_tenants_hourly(claim_due_tenants.now_at);
  perform private.sweep_remediations(claim_due_tenants.now_at);

  with ended as (
    select r.tenant_id, r.execution_id
    from private.tenant_run_states r
    where r.execution_id is not null and r.lease_expires_at <= claim_due_tenants.now_at
    order by r.tenant_id
    for no key update skip locked
  ),
  released as (
    update private.tenant_run_states r
    set execution_id = null, claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
    from ended e
    where r.tenant_id = e.tenant_id
  )
  insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
  select e.tenant_id, e.execution_id, 'abandoned', 'The execution was begun and never finished.', claim_due_tenants.now_at from ended e;

  with due as (
    select r.tenant_id, t.role, r.is_asked, case when r.is_asked then r.asked_by end as asked_by
    from private.tenant_run_states r
    join public.tenants t on t.id = r.tenant_id
    join public.tenant_settings s on s.tenant_id = r.tenant_id
    where r.next_run_at <= claim_due_tenants.now_at and r.execution_id is null
      and not t.paused and s.enabled and (
        r.is_asked
        or t.created_at <= claim_due_tenants.now_at - v_minimum_age
        and coalesce(private.is_hour_within(claim_due_tenants.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true)
      )
    order by r.next_run_at, r.tenant_id
    limit claim_due_tenants.max_rows
    for no key update of r skip locked
  ),
  claimed as (
    update private.tenant_run_states r
    set execution_id = gen_random_uuid(), claimed_at = claim_due_tenants.now_at,
        lease_expires_at = claim_due_tenants.now_at + v_lease, role = d.role, forced = d.is_asked, is_asked = false,
        user_id = coalesce(d.asked_by, (
          select m.user_id from public.tenant_members m
          where m.tenant_id = d.tenant_id and m.role = 'owner'
          order by m.created_at, m.user_id
          limit 1
        ))
    from due d
    where r.tenant_id = d.tenant_id
    returning r.execution_id
  )
  select array_agg(c.execution_id) into v_claimed from claimed c;
  return coalesce(v_claimed, '{}');
end
$$;
comment on function private.claim_due_tenants(timestamptz, integer) is 'Leases tenants that are due; returns the ids of their executions.';
revoke all on function private.claim_due_tenants(timestamptz, integer) from public, anon, authenticated, service_role;
