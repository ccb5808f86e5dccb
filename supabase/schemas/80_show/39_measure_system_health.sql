-- The pulse of executions: {pulse, timestamp, details}. unknown: there are none. error: they stand still, or one of the tenants' last
-- executions has errors. warning: one has alerts or warnings. Otherwise alive. They stand still when the newest is over 15 minutes old and
-- a tenant has been due, in its active hours, for that long: tenants that are looked at once an hour are no trouble in between.
-- API: private. Called by: system_health.
create or replace function private.measure_system_health(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with watched as materialized (
    select t.id, t.created_at, s.active_start_hour, s.active_end_hour, s.timezone
    from public.tenants t
    join public.tenant_settings s on s.tenant_id = t.id
    where not t.paused and s.enabled
  ),
  latest as materialized (
    select w.id, e.completed_at, e.overall_status
    from watched w
    cross join lateral (
      select x.completed_at, x.overall_status
      from public.heartbeat_executions x
      where x.tenant_id = w.id and x.started_at <= measure_system_health.now_at
      order by x.started_at desc
      limit 1
    ) e
  ),
  counted as (
    select max(l.completed_at) as last_at, count(*) filter (where l.overall_status = 'all_clear') as all_clear,
      count(*) filter (where l.overall_status = 'has_warnings') as has_warnings,
      count(*) filter (where l.overall_status = 'has_alerts') as has_alerts,
      count(*) filter (where l.overall_status = 'has_errors') as has_errors
    from latest l
  ),
  overdue as (
    select count(*) as count
    from private.tenant_run_states r
    join watched w on w.id = r.tenant_id
    cross join lateral (values (measure_system_health.now_at - interval '15 minutes')) b(at)
    where r.next_run_at <= b.at and w.created_at <= b.at - (select private.get_interval_setting('tenant_minimum_age'))
      and coalesce(private.is_hour_within(b.at, w.active_start_hour, w.active_end_hour, w.timezone), true)
      and coalesce(
        private.is_hour_within(measure_system_health.now_at, w.active_start_hour, w.active_end_hour, w.timezone), true
      )
  ),
  judged as (
    select c.*, o.count as overdue,
      c.last_at < measure_system_health.now_at - interval '15 minutes' and o.count > 0 as is_stale
    from counted c, overdue o
  )
  select jsonb_build_object(
    'pulse', case
      when j.last_at is null then 'unknown'
      when j.is_stale or j.has_errors > 0 then 'error'
      when j.has_alerts + j.has_warnings > 0 then 'warning'
      else 'alive'
    end,
    'timestamp', measure_system_health.now_at,
    'details', jsonb_build_object(
      'last_execution_at', j.last_at,
      'age_seconds', round(extract(epoch from measure_system_health.now_at - j.last_at), 1),
      'stale', coalesce(j.is_stale, false), 'overdue', j.overdue,
      'tenants', jsonb_build_object(
        'all_clear', j.all_clear, 'has_warnings', j.has_warnings, 'has_alerts', j.has_alerts, 'has_errors', j.has_errors
      ),
      'worst', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'tenantId', w.id, 'overallStatus', w.overall_status, 'completedAt', w.completed_at
        ) order by w.rank desc, w.id), '[]')
        from (
          select l.*, array_position(array['has_warnings', 'has_alerts', 'has_errors'], l.overall_status) as rank
          from latest l
          where l.overall_status <> 'all_clear'
          order by rank desc, l.id
          limit 20
        ) w
      )
    )
  )
  from judged j;
$$;
comment on function private.measure_system_health(timestamptz) is 'The pulse of executions, with what it is made of.';
revoke all on function private.measure_system_health(timestamptz) from public, anon, authenticated, service_role;
