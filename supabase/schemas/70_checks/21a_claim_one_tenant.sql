-- Leases one tenant; forced, whatever its interval, hours and age. Returns the id of the execution.
-- API: private. Called by: claim_tenant, and whatever recovers tenants.
create or replace function private.claim_one_tenant(
  tenant_id text, user_id uuid, role text, force boolean, now_at timestamptz default now()
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_tenant record;
  v_execution_id uuid := gen_random_uuid();
begin
  select t.role, t.paused, s.enabled, r.execution_id, r.lease_expires_at, r.next_run_at, t.created_at,
    coalesce(private.is_hour_within(claim_one_tenant.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true) as is_active
  into v_tenant
  from private.tenant_run_states r
  join public.tenants t on t.id = r.tenant_id
  join public.tenant_settings s on s.tenant_id = r.tenant_id
  where r.tenant_id = claim_one_tenant.tenant_id
  for no key update of r;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass an id of the table tenants.';
  end if;
  if claim_one_tenant.role is not null and not exists (select from public.tenant_roles k where k.role = claim_one_tenant.role) then
    raise exception using errcode = '22023', message = 'invalid_tenant_role',
      detail = format('%L is not a role of tenants.', claim_one_tenant.role), hint = 'Leave it out for the tenant''s own.';
  end if;
  if claim_one_tenant.user_id is not null and not exists (select from auth.users u where u.id = claim_one_tenant.user_id) then
    raise exception using errcode = 'PT404', message = 'user_not_found',
      detail = 'There is no user with this id.', hint = 'Leave it out for the tenant''s first owner.';
  end if;
  if v_tenant.paused or not v_tenant.enabled then
    raise exception using errcode = 'PT409', message = 'tenant_paused',
      detail = 'The tenant is paused, or its settings say that it is not looked at.', hint = 'Resume it first.';
  end if;
  if v_tenant.execution_id is not null and v_tenant.lease_expires_at > claim_one_tenant.now_at then
    raise exception using errcode = 'PT409', message = 'tenant_busy',
      detail = 'The tenant is being looked at right now.', hint = 'Read its next row in heartbeat_executions.';
  end if;
  if not claim_one_tenant.force and (
      v_tenant.next_run_at > claim_one_tenant.now_at or not v_tenant.is_active
      or v_tenant.created_at > claim_one_tenant.now_at - private.get_interval_setting('tenant_minimum_age')
    ) then
    raise exception using errcode = 'PT409', message = 'tenant_not_due',
      detail = 'Its interval has not passed, it is outside its active hours, or it is too new.', hint = 'Force it to look now.';
  end if;
  if v_tenant.execution_id is not null then
    insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
    values (claim_one_tenant.tenant_id, v_tenant.execution_id, 'abandoned', 'The execution was begun and never finished.',
      claim_one_tenant.now_at);
  end if;
  update private.tenant_run_states r
  set execution_id = v_execution_id, claimed_at = claim_one_tenant.now_at,
      lease_expires_at = claim_one_tenant.now_at + private.get_interval_setting('heartbeat_lease'),
      role = coalesce(claim_one_tenant.role, v_tenant.role), forced = claim_one_tenant.force, is_asked = false,
      user_id = coalesce(claim_one_tenant.user_id, (
        select m.user_id from public.tenant_members m
        where m.tenant_id = claim_one_tenant.tenant_id and m.role = 'owner'
        order by m.created_at, m.user_id
        limit 1
      ))
  where r.tenant_id = claim_one_tenant.tenant_id;
  return v_execution_id;
end
$$;
comment on function private.claim_one_tenant(text, uuid, text, boolean, timestamptz) is 'Leases one tenant; returns the id of the execution.';
revoke all on function private.claim_one_tenant(text, uuid, text, boolean, timestamptz) from public, anon, authenticated, service_role;
