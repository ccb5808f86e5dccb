-- Tells the news of executions: one alert for each of which any channel hears. It is over as it begins: it tells of an instant. reports:
-- [{"execution_id", "tenant_id", "name", "overall_status", "channels", "news", "is_told"}]. Returns the ids of the alerts by tenant.
-- API: private. Called by: run_tenant_batch, tell_remediated.
create or replace function private.announce_reports(reports jsonb, now_at timestamptz)
returns jsonb
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_alerts jsonb;
begin
  with told as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details, detected_at, created_at,
      last_alerted_at, resolved_at, auto_resolved, resolution
    )
    select 'tenant', r.tenant_id, r.name, r.tenant_id, 'tenant-report', d.severity, format('%s: %s.', r.name, d.words),
      jsonb_build_object(
        'execution_id', r.execution_id, 'overall_status', r.overall_status, 'gravest_severity', d.gravest_severity,
        'channel_kinds', d.channel_kinds, 'counts', d.counts,
        'results', jsonb_path_query_array(r.news, '$[0 to 49]'), 'more', greatest(0, jsonb_array_length(r.news) - 50)
      ),
      announce_reports.now_at, announce_reports.now_at, announce_reports.now_at, announce_reports.now_at, true, 'A report.'
    from jsonb_to_recordset(announce_reports.reports) r(
      execution_id uuid, tenant_id text, name text, overall_status text, channels text[], news jsonb, is_told boolean
    )
    cross join lateral private.describe_news(r.news, r.channels) d
    where r.is_told and d.channel_kinds <> '[]'
    returning id, tenant_id
  )
  select coalesce(jsonb_object_agg(t.tenant_id, t.id), '{}') into v_alerts from told t;
  return v_alerts;
end
$$;
comment on function private.announce_reports(jsonb, timestamptz) is 'Tells the news of executions; the ids of the alerts by tenant.';
revoke all on function private.announce_reports(jsonb, timestamptz) from public, anon, authenticated, service_role;
