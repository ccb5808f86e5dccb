-- Tells the news of one check, which waited for a remediation that was begun at an instant, as part of the execution that began it, and
-- records there what was done. entry: what that is, null for nothing. Returns how many messages were enqueued or shown.
-- API: private. Called by: conclude_remediation, release_leased_remediation.
create or replace function private.tell_remediated(
  tenant_ids text[], check_id text, results private.check_result[], entry jsonb, begun_at timestamptz, now_at timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_news jsonb := private.judge_news(
    tell_remediated.tenant_ids, tell_remediated.results, tell_remediated.now_at, array[tell_remediated.check_id]
  );
  v_reports jsonb;
  v_alerts jsonb;
  v_sent integer;
begin
  select coalesce(jsonb_agg(jsonb_build_object(
    'execution_id', e.execution_id, 'tenant_id', t.id, 'name', t.name, 'user_id', e.user_id, 'overall_status', e.overall_status,
    'channels', s.channels, 'news', coalesce(n.news, '[]'), 'is_told', n.news is not null
  )), '[]') into v_reports
  from public.tenants t
  join public.tenant_settings s on s.tenant_id = t.id
  cross join lateral (
    select x.execution_id, x.user_id, x.overall_status from public.heartbeat_executions x
    where x.tenant_id = t.id and x.started_at <= tell_remediated.begun_at
    order by x.started_at desc
    limit 1
  ) e
  left join lateral (
    select jsonb_agg(v -> 'result') as news from jsonb_array_elements(v_news) v where v ->> 'tenant_id' = t.id
  ) n on true
  where t.id = any (tell_remediated.tenant_ids);
  v_alerts := private.announce_reports(v_reports, tell_remediated.now_at);
  perform private.record_reports(v_reports, v_alerts, tell_remediated.now_at);

  with sent as materialized (
    select r.execution_id, r.tenant_id, jsonb_array_length(r.news) as news_count,
      (r.is_told and 'dashboard' = any (r.channels))::integer + (
        select count(*)::integer from public.notifications n where n.alert_id = (v_alerts ->> r.tenant_id)::uuid
      ) as count
    from jsonb_to_recordset(v_reports) r(execution_id uuid, tenant_id text, channels text[], news jsonb, is_told boolean)
  ),
  kept as (
    update public.heartbeat_executions e
    set remediations = e.remediations || coalesce(tell_remediated.entry, '[]'), notifiable_count = e.notifiable_count + s.news_count,
        suppressed_count = greatest(0, e.suppressed_count - s.news_count), notifications_sent = e.notifications_sent + s.count,
        alert_id = coalesce(e.alert_id, (v_alerts ->> s.tenant_id)::uuid)
    from sent s
    where e.execution_id = s.execution_id
  )
  select coalesce(sum(s.count), 0) into v_sent from sent s;
  return v_sent;
end
$$;
comment on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz) is
  'Tells the news of a check that waited for a remediation; how many messages.';
revoke all on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
