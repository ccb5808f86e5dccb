-- What executions leased, as whoever runs it needs it. API: private. Called by: run_tenant_batch.
create or replace function private.describe_remediations(execution_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'runId', r.run_id, 'lease', r.lease, 'tenantId', r.tenant_id, 'checkId', r.check_id, 'action', r.action, 'kind', r.kind,
    'functionName', case r.kind when 'edge_function' then k.target end,
    'timeoutMs', extract(epoch from k.timeout) * 1000, 'recheckAfterMs', extract(epoch from k.recheck_after) * 1000,
    'rule', case d.evaluator when 'http' then d.rule - array['levels', 'otherwise', 'none', 'on_error'] end
  )) || jsonb_build_object('result', r.seen, 'arguments', m.arguments) order by r.tenant_id, r.check_id)
  from public.remediation_runs r
  join public.check_remediations m on m.id = r.remediation_id
  join private.remediation_actions k on k.name = r.action
  join public.check_definitions d on d.definition_id = r.definition_id
  where r.status = 'running' and r.execution_id = describe_remediations.execution_id;
$$;
comment on function private.describe_remediations(uuid) is 'Leased runs of remediations of an execution, as jsonb; null for none.';
revoke all on function private.describe_remediations(uuid) from public, anon, authenticated, service_role;
