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
