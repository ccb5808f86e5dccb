-- Claims as whoever runs them needs them, with the http checks that the edge function is to ask. API: private. Called by: claim_tenants,
-- claim_tenant.
create or replace function private.describe_claims(execution_ids uuid[])
returns jsonb
language sql
stable
set search_path = ''
as $$
  with claims as materialized (
    select r.* from private.tenant_run_states r where r.execution_id = any (describe_claims.execution_ids)
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'executionId', c.execution_id, 'tenantId', c.tenant_id, 'userId', c.user_id, 'role', c.role, 'forced', c.forced,
    'leaseExpiresAt', c.lease_expires_at, 'httpChecks', coalesce(h.checks, '[]')
  ) order by c.next_run_at, c.tenant_id), '[]')
  from claims c
  left join (
    select a.tenant_id, jsonb_agg(jsonb_build_object(
      'checkId', d.id, 'rule', d.rule - array['levels', 'otherwise', 'none', 'on_error']
    ) order by d.id) as checks
    from private.asked_checks(array(select k.tenant_id from claims k order by k.tenant_id),
      array(select k.role from claims k order by k.tenant_id)) a
    join public.check_definitions d on d.definition_id = a.definition_id and d.evaluator = 'http'
    group by a.tenant_id
  ) h on h.tenant_id = c.tenant_id;
$$;
comment on function private.describe_claims(uuid[]) is 'Leased executions with the http checks to ask, as jsonb.';
revoke all on function private.describe_claims(uuid[]) from public, anon, authenticated, service_role;
