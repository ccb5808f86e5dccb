-- Records what became of tenants that were looked at again, and escalates what could not be helped: an alert for each tenant, open until
-- it is looked at, and one playbook event for the new ones. With more than half of all attempts failing there is an event as well, once
-- in alert_repeat_after. API: private. Called by: finish_recovery.
create or replace function private.record_recovery(results jsonb, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_recovered integer;
  v_failed integer;
  v_checked integer;
  v_rate numeric;
  v_alerted text[];
  v_is_needed boolean;
begin
  select count(*) filter (where r ->> 'error' is null), count(*) filter (where r ->> 'error' is not null)
  into v_recovered, v_failed
  from jsonb_array_elements(record_recovery.results) r
  join public.tenants t on t.id = r ->> 'tenantId';

  insert into public.heartbeat_failures (tenant_id, kind, message, occurred_at)
  select t.id, 'recovery', left(r ->> 'error', 500), record_recovery.now_at
  from jsonb_array_elements(record_recovery.results) r
  join public.tenants t on t.id = r ->> 'tenantId'
  where r ->> 'error' is not null;

  with alerted as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, alert_type, severity, message, details, detected_at, created_at, last_alerted_at
    )
    select distinct on (t.id) 'tenant', t.id, t.name, 'tenant-recovery-failed', 'critical',
      format('%s cannot be looked at: trying again failed too.', t.name),
      jsonb_build_object('error', left(r ->> 'error', 500)), record_recovery.now_at, record_recovery.now_at, record_recovery.now_at
    from jsonb_array_elements(record_recovery.results) r
    join public.tenants t on t.id = r ->> 'tenantId'
    where r ->> 'error' is not null
    order by t.id
    on conflict do nothing
    returning subject_id
  )
  select coalesce(array_agg(a.subject_id order by a.subject_id), '{}') into v_alerted from alerted a;

  select count(*), coalesce(avg(h.failure_rate), 0) into v_checked, v_rate from private.tenant_health(record_recovery.now_at) h;
  v_is_needed := v_failed > 0 or v_rate > 0.5;
  insert into public.playbook_events (type, agent, priority, actions, tenant_ids, details, created_at)
  select 'heartbeat_failure_detected', 'linus', 'critical',
    array['heartbeat.diagnose', 'heartbeat.recoverAll', 'system.createAlert'], v_alerted,
    jsonb_build_object('checked', v_checked, 'recovered', v_recovered, 'failed', v_failed, 'failure_rate', round(v_rate, 3),
      'results', jsonb_path_query_array(record_recovery.results, '$[0 to 49] ? (@.error != null)')),
    record_recovery.now_at
  where cardinality(v_alerted) > 0
    or v_rate > 0.5 and not exists (
      select from public.playbook_events p
      where p.type = 'heartbeat_failure_detected'
        and p.created_at > record_recovery.now_at - private.get_interval_setting('alert_repeat_after')
    );
  return jsonb_build_object('checked', v_checked, 'recovered', v_recovered, 'failed', v_failed, 'failureRate', round(v_rate, 3),
    'linusDispatchNeeded', v_is_needed);
end
$$;
comment on function private.record_recovery(jsonb, timestamptz) is 'Records what became of tenants that were looked at again; escalates failures.';
revoke all on function private.record_recovery(jsonb, timestamptz) from public, anon, authenticated, service_role;

-- Says what became of tenants that claim_unhealthy_tenants leased: p_results is [{"tenantId", "error"}], error null for one that is well.
-- Answers {"checked", "recovered", "failed", "failureRate", "linusDispatchNeeded"}.
-- API: service role. Called by: the edge function heartbeat-recovery. SECURITY DEFINER: leases are private. Errors: invalid_results (22023).
create or replace function public.finish_recovery(p_results jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_results) is distinct from 'array' or jsonb_array_length(p_results) > 500 or exists (
      select from jsonb_array_elements(p_results) r
      where jsonb_typeof(r -> 'tenantId') is distinct from 'string'
        or coalesce(jsonb_typeof(r -> 'error'), 'null') not in ('string', 'null')
    ) then
    raise exception using errcode = '22023', message = 'invalid_results',
      detail = 'p_results is an array of at most 500 results, each with tenantId and, when it failed, error.',
      hint = 'Pass what run_tenants answered: [{"tenantId": "…", "error": "…"}].';
  end if;
  return private.record_recovery(p_results);
end
$$;
comment on function public.finish_recovery(jsonb) is 'Records what became of tenants that were looked at again, and escalates what failed.';
revoke all on function public.finish_recovery(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_recovery(jsonb) to service_role;
