-- Ends a leased run. outcome: {"result", "error"} of an edge function, error null when it succeeded; of the kind rpc only what
-- call_leased_remediation did not record counts. facts: what was measured again for an http check; null for nothing. Answers what was
-- done, as heartbeat_executions.remediations keeps it, and how many messages it was told in. API: private. Called by: finish_remediation.
create or replace function private.finish_leased_remediation(
  run_id uuid, lease uuid, outcome jsonb, facts jsonb, now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = finish_leased_remediation.run_id and r.lease = finish_leased_remediation.lease
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  if v_run.called_at is null then
    v_run.error := left(private.clean_remediation_result(outcome -> 'error') #>> '{}', 500);
    if v_run.kind = 'edge_function' then
      v_run.called_at := finish_leased_remediation.now_at;
      v_run.result := private.clean_remediation_result(outcome -> 'result');
      v_run.error := coalesce(v_run.error, private.remediation_problem(v_run.result));
    else
      v_run.error := coalesce(v_run.error, 'Its function was not called.');
    end if;
  end if;
  return private.conclude_remediation(v_run, case when jsonb_typeof(facts) = 'object' then jsonb_build_array(
    jsonb_build_object('tenantId', v_run.tenant_id, 'checkId', v_run.check_id, 'facts', facts)
  ) end, finish_leased_remediation.now_at);
end
$$;
comment on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz) is
  'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz)
  from public, anon, authenticated, service_role;
