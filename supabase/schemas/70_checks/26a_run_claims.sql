-- API: private. Called by: run_tenants.
create or replace function private.run_claims(claims jsonb, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_facts jsonb;
  v_id uuid;
  v_tenant_id text;
  v_executions jsonb := '[]'::jsonb;
begin
  select array_agg(r.execution_id order by r.tenant_id), coalesce(jsonb_agg(jsonb_build_object(
      'tenantId', r.tenant_id, 'checkId', h.value -> 'checkId', 'facts', h.value -> 'facts'
    )) filter (where h.value is not null), '[]')
  into v_ids, v_facts
  from (
    select distinct on ((c ->> 'executionId')::uuid) (c ->> 'executionId')::uuid as execution_id, coalesce(c -> 'http', '[]') as http
    from jsonb_array_elements(run_claims.claims) c
    order by (c ->> 'executionId')::uuid
  ) c
  join private.tenant_run_states r on r.execution_id = c.execution_id
  left join lateral jsonb_array_elements(c.http) h on true;
  if v_ids is null then
    return '[]'::jsonb;
  end if;
  v_ids := array(select distinct i from unnest(v_ids) i);
  begin
    return private.run_tenant_batch(v_ids, v_facts, run_claims.now_at);
  exception
    when others then
      raise warning 'heartbase: looking at % tenants at once failed (%), going on one by one', cardinality(v_ids), sqlerrm;
  end;

  foreach v_id in array v_ids loop
    begin
      v_executions := v_executions || private.run_tenant_batch(array[v_id], v_facts, run_claims.now_at);
    exception
      when others then
        update private.tenant_run_states r
        set next_run_at = date_trunc('minute', run_claims.now_at) + make_interval(mins => s.interval_minutes), execution_id = null,
            claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
        from public.tenant_settings s
        where r.execution_id = v_id and s.tenant_id = r.tenant_id
        returning r.tenant_id into v_tenant_id;
        insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
        values (v_tenant_id, v_id, 'run', left(sqlstate || ' ' || sqlerrm, 500), run_claims.now_at);
        v_executions := v_executions || jsonb_build_object(
          'executionId', v_id, 'tenantId', v_tenant_id, 'error', left(sqlstate || ' ' || sqlerrm, 500)
        );
    end;
  end loop;
  return v_executions;
end
$$;
comment on function private.run_claims(jsonb, timestamptz) is 'Looks at leased tenants together, or one by one where that raises.';
revoke all on function private.run_claims(jsonb, timestamptz) from public, anon, authenticated, service_role;
