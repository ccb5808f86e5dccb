-- Asks the check of a run again, of the tenants whose news wait for it: what it says now. http_facts as for evaluate_checks; an http
-- check that was not measured again says what it said. API: private. Called by: conclude_remediation.
create or replace function private.ask_again(run public.remediation_runs, http_facts jsonb, now_at timestamptz)
returns private.check_result[]
language plpgsql
set search_path = ''
as $$
declare
  v_definition public.check_definitions;
  v_asked record;
begin
  select d.* into v_definition from public.check_definitions d where d.definition_id = run.definition_id;
  if v_definition.evaluator is distinct from 'http' or ask_again.http_facts is not null then
    -- As the kind of tenant that the execution looked at it as.
    select array_agg(a.tenant_id order by a.tenant_id) as tenant_ids, array_agg(a.timezone order by a.tenant_id) as timezones,
      coalesce(jsonb_object_agg(a.tenant_id, a.priority_override) filter (where a.tenant_id is not null), '{}') as overrides
    into v_asked
    from (
      select array_agg(t.id order by t.id) as ids, array_agg(coalesce(e.role, t.role) order by t.id) as roles
      from public.tenants t
      left join public.heartbeat_executions e on e.execution_id = run.execution_id and e.tenant_id = t.id
      where t.id = any (run.tenant_ids)
    ) t
    cross join lateral private.asked_checks(t.ids, t.roles) a
    where a.definition_id = run.definition_id;
    if v_asked.tenant_ids is null then
      return array[]::private.check_result[];
    end if;
    -- What was seen of the statistics before the action is not what is so now.
    perform pg_catalog.pg_stat_clear_snapshot();
    return array(select r from private.read_answers(
      v_definition,
      private.ask_check(v_definition, v_asked.tenant_ids, v_asked.timezones, ask_again.now_at, coalesce(ask_again.http_facts, '[]')),
      v_asked.overrides
    ) r);
  end if;
  return private.recall_results(run.tenant_ids, v_definition);
end
$$;
comment on function private.ask_again(public.remediation_runs, jsonb, timestamptz) is 'What the check of a run says now.';
revoke all on function private.ask_again(public.remediation_runs, jsonb, timestamptz) from public, anon, authenticated, service_role;
