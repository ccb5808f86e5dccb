-- Asks all checks of tenants, each check in one query over all tenants that it is asked about. A check that raises is a result of status
-- error for the tenants for which it does, and the others go on. A row for every check that was asked.
-- roles: of each tenant. http_facts: what the edge function measured, [{"tenantId", "checkId", "facts"}].
-- own_budget: how long the checks of a tenant's own may take together. None is begun after that: tenants write them, and others wait.
-- API: private. Called by: run_tenant_batch.
create or replace function private.evaluate_checks(
  tenant_ids text[], roles text[], now_at timestamptz default now(), http_facts jsonb default '[]',
  own_budget interval default '2 seconds'
)
returns setof private.check_result
language plpgsql
set search_path = ''
as $$
declare
  v_asked record;
  v_answers jsonb;
  v_began_at timestamptz;
  v_spent jsonb := '{}'::jsonb;
  v_owner text;
begin
  for v_asked in
    select d as definition, array_agg(a.tenant_id order by a.tenant_id) as tenant_ids,
      array_agg(a.timezone order by a.tenant_id) as timezones, jsonb_object_agg(a.tenant_id, a.priority_override) as overrides
    from private.asked_checks(evaluate_checks.tenant_ids, evaluate_checks.roles) a
    join public.check_definitions d on d.definition_id = a.definition_id
    group by d.definition_id
    order by d.definition_id
  loop
    v_owner := (v_asked.definition).tenant_id;
    if coalesce((v_spent ->> v_owner)::interval > own_budget, false) then
      v_answers := jsonb_build_array(jsonb_build_object('tenant_id', v_owner, 'error', format(
        'the tenant''s own checks before it took more than %s together. Report fewer items, or simplify them.',
        private.describe_interval(own_budget)
      )));
    else
      v_began_at := clock_timestamp();
      v_answers := private.ask_check(v_asked.definition, v_asked.tenant_ids, v_asked.timezones, now_at, http_facts);
      if v_owner is not null then
        v_spent := v_spent || jsonb_build_object(
          v_owner, coalesce((v_spent ->> v_owner)::interval, '0') + (clock_timestamp() - v_began_at)
        );
      end if;
    end if;
    return query select r.* from private.read_answers(v_asked.definition, v_answers, v_asked.overrides) r;
  end loop;
end
$$;
comment on function private.evaluate_checks(text[], text[], timestamptz, jsonb, interval) is
  'Asks all checks of tenants; a row for each, of status error for one that raised.';
revoke all on function private.evaluate_checks(text[], text[], timestamptz, jsonb, interval) from public, anon, authenticated, service_role;
