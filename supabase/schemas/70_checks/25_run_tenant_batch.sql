-- Looks at tenants whose executions are leased: asks their checks, records the executions, and tells the news: one alert for each
-- execution that any channel hears of, in the same transaction, so that what was found and what is told of it commit together.
-- The alert is over as it begins: it tells of an instant, and whoever heard it hears of the end in a later one.
-- Executions that are not leased any more are left out. Returns the executions as jsonb, with the remediations that were leased for
-- them: whoever runs the tenants runs those.
-- API: private. Called by: run_tenants.
create or replace function private.run_tenant_batch(
  execution_ids uuid[], http_facts jsonb default '[]', now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_began_at timestamptz := clock_timestamp();
  v_tenant_ids text[];
  v_roles text[];
  v_results private.check_result[];
  v_news jsonb;
  v_reports jsonb;
  v_alerts jsonb;
  v_remediations integer;
  v_executions jsonb;
begin
  with held as (
    select r.tenant_id, r.role
    from private.tenant_run_states r
    where r.execution_id = any (run_tenant_batch.execution_ids)
    order by r.tenant_id
    for no key update
  )
  select array_agg(h.tenant_id order by h.tenant_id), array_agg(h.role order by h.tenant_id) into v_tenant_ids, v_roles from held h;
  if v_tenant_ids is null then
    return '[]'::jsonb;
  end if;

  perform private.refresh_owner_channels(v_tenant_ids);
  perform private.make_owner_channels(v_tenant_ids, run_tenant_batch.now_at);
  v_results := array(
    select r from private.evaluate_checks(v_tenant_ids, v_roles, run_tenant_batch.now_at, run_tenant_batch.http_facts) r
  );
  -- Before what is news is judged: what something is done about is told when that is over.
  v_remediations := private.claim_remediations(v_tenant_ids, v_roles, v_results, run_tenant_batch.now_at);
  v_results := private.note_remediations(v_results);
  v_news := private.judge_news(v_tenant_ids, v_results, run_tenant_batch.now_at);

  with counts as (
    select r.tenant_id, count(*) as checks_run, count(r.status) as results_count, max(private.status_rank(r.status)) as worst,
      array_agg(r.check_id) filter (where r.is_notable) as notable_ids,
      coalesce(jsonb_agg(private.describe_result(r, run_tenant_batch.now_at) - 'channels' - 'recovered' order by r.check_id)
        filter (where r.is_notable), '[]') as results
    from unnest(v_results) r
    group by r.tenant_id
  ),
  news as (
    select n.value ->> 'tenant_id' as tenant_id, jsonb_agg(n.value -> 'result' order by n.position) as news
    from jsonb_array_elements(v_news) with ordinality n(value, position)
    group by 1
  )
  select jsonb_agg(jsonb_build_object(
    'execution_id', k.execution_id, 'tenant_id', k.tenant_id, 'name', t.name, 'user_id', u.id, 'role', k.role, 'forced', k.forced,
    'started_at', k.claimed_at, 'channels', s.channels, 'checks_run', coalesce(c.checks_run, 0),
    'results_count', coalesce(c.results_count, 0), 'results', coalesce(c.results, '[]'), 'news', coalesce(n.news, '[]'),
    'overall_status', (array['all_clear', 'has_warnings', 'has_alerts', 'has_errors'])[coalesce(c.worst, 1)],
    'suppressed_count', (
      select count(*) from unnest(c.notable_ids) i(check_id)
      where not exists (select from jsonb_array_elements(n.news) e where e ->> 'checkId' = i.check_id)
    ),
    'is_told', n.news is not null or not s.suppress_all_clear and coalesce(c.worst, 1) = 1 and not coalesce(
      private.is_hour_within(run_tenant_batch.now_at, s.quiet_start_hour, s.quiet_end_hour, s.timezone), false)
  )) into v_reports
  from private.tenant_run_states k
  join public.tenants t on t.id = k.tenant_id
  join public.tenant_settings s on s.tenant_id = k.tenant_id
  left join auth.users u on u.id = k.user_id
  left join counts c on c.tenant_id = k.tenant_id
  left join news n on n.tenant_id = k.tenant_id
  where k.tenant_id = any (v_tenant_ids);

  v_alerts := private.announce_reports(v_reports, run_tenant_batch.now_at);

  insert into public.heartbeat_executions (
    execution_id, tenant_id, user_id, role, forced, started_at, completed_at, checks_run, results_count, notifiable_count,
    suppressed_count, overall_status, notifications_sent, duration_ms, results, alert_id
  )
  select r.execution_id, r.tenant_id, r.user_id, r.role, r.forced, r.started_at, run_tenant_batch.now_at, r.checks_run, r.results_count,
    jsonb_array_length(r.news), r.suppressed_count, r.overall_status,
    (r.is_told and 'dashboard' = any (r.channels))::integer + (
      select count(*) from public.notifications n where n.alert_id = (v_alerts ->> r.tenant_id)::uuid
    ),
    extract(epoch from clock_timestamp() - v_began_at) * 1000, r.results, (v_alerts ->> r.tenant_id)::uuid
  from jsonb_to_recordset(v_reports) r(
    execution_id uuid, tenant_id text, user_id uuid, role text, forced boolean, started_at timestamptz, channels text[],
    checks_run integer, results_count integer, suppressed_count integer, overall_status text, results jsonb, news jsonb, is_told boolean
  );

  perform private.record_reports(v_reports, v_alerts, run_tenant_batch.now_at);

  -- An execution that began soon after it was due keeps the rhythm, so that a clock that is a little early or late loses none.
  update private.tenant_run_states k
  set next_run_at = case
        when not k.forced and k.next_run_at between k.claimed_at - interval '150 seconds' and k.claimed_at
          then k.next_run_at + make_interval(mins => s.interval_minutes)
        else date_trunc('minute', k.claimed_at) + make_interval(mins => s.interval_minutes)
      end,
      execution_id = null, claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
  from public.tenant_settings s
  where k.tenant_id = any (v_tenant_ids) and s.tenant_id = k.tenant_id;

  update public.tenant_settings s set last_run_at = run_tenant_batch.now_at where s.tenant_id = any (v_tenant_ids);
  update public.heartbeat_failures f
  set recovered_at = run_tenant_batch.now_at
  where f.tenant_id = any (v_tenant_ids) and f.recovered_at is null and f.occurred_at >= run_tenant_batch.now_at - interval '7 days';

  select jsonb_agg(jsonb_build_object(
    'executionId', e.execution_id, 'tenantId', e.tenant_id, 'userId', e.user_id, 'role', e.role, 'startedAt', e.started_at,
    'completedAt', e.completed_at, 'checksRun', e.checks_run, 'resultsCount', e.results_count, 'notifiableCount', e.notifiable_count,
    'overallStatus', e.overall_status, 'notificationsSent', e.notifications_sent, 'suppressed', e.suppressed_count,
    'durationMs', e.duration_ms, 'results', e.results
  ) || case when d.remediations is null then '{}' else jsonb_build_object('remediations', d.remediations) end
    order by e.tenant_id) into v_executions
  from public.heartbeat_executions e
  left join lateral (
    select private.describe_remediations(e.execution_id) as remediations where v_remediations > 0
  ) d on true
  where e.execution_id = any (run_tenant_batch.execution_ids);
  return v_executions;
end
$$;
comment on function private.run_tenant_batch(uuid[], jsonb, timestamptz) is
  'Asks the checks of leased tenants, records the executions and tells the news; the executions as jsonb.';
revoke all on function private.run_tenant_batch(uuid[], jsonb, timestamptz) from public, anon, authenticated, service_role;
