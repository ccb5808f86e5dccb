-- Records by kind of channel what executions told. reports: as announce_reports takes them, with user_id; alerts: as it returned them.
-- API: private. Called by: run_tenant_batch, tell_remediated.
create or replace function private.record_reports(reports jsonb, alerts jsonb, now_at timestamptz)
returns void
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  insert into public.heartbeat_notifications (
    execution_id, tenant_id, user_id, channel, notification_id, outcome, reason, results, created_at
  )
  select r.execution_id, r.tenant_id, r.user_id, coalesce(q.kind, c.kind), q.id,
    case when c.kind = 'dashboard' then 'shown' when q.id is not null then 'queued' else 'no_channel' end,
    case when c.kind <> 'dashboard' and q.id is null then private.no_channel_reason(r.tenant_id, c.kind) end,
    case when c.kind = 'dashboard' then r.news else '[]' end, record_reports.now_at
  from jsonb_to_recordset(record_reports.reports) r(
    execution_id uuid, tenant_id text, user_id uuid, channels text[], news jsonb, is_told boolean
  )
  cross join lateral unnest(r.channels) c(kind)
  left join lateral (
    select n.id, k.kind
    from public.notifications n
    join public.notification_channels k on k.id = n.channel_id
    where n.alert_id = (record_reports.alerts ->> r.tenant_id)::uuid and k.kind = c.kind
  ) q on true
  where r.is_told and (
    c.kind = 'dashboard'
    or q.id is not null
    or exists (select from jsonb_array_elements(r.news) e where e -> 'channels' ? c.kind)
  );
end
$$;
comment on function private.record_reports(jsonb, jsonb, timestamptz) is 'Records what executions told, by kind of channel.';
revoke all on function private.record_reports(jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role;
