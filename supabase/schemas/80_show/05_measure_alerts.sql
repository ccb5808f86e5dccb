-- The open alerts by kind of subject, type and severity, the most frequent first where there are more sorts than
-- metrics_max_series: types are free text. subject_kind: null for all, and their number; otherwise this kind alone.
-- API: private. Called by: metric_samples.
create or replace function private.measure_alerts(subject_kind text default null)
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 20
set search_path = ''
as $$
  with sorts as materialized (
    select a.subject_kind, a.alert_type, a.severity, count(*) as open_count
    from public.guardian_alerts a
    where a.resolved_at is null
      and (measure_alerts.subject_kind is null or a.subject_kind = measure_alerts.subject_kind)
    group by a.subject_kind, a.alert_type, a.severity
  ),
  chosen as materialized (
    select s.*
    from sorts s
    order by s.open_count desc, s.subject_kind, s.alert_type, s.severity
    limit private.get_integer_setting('metrics_max_series')
  )
  select 'heartbase_alerts_open_by_type',
    jsonb_build_object('subject_kind', c.subject_kind, 'alert_type', c.alert_type, 'severity', c.severity), c.open_count::numeric
  from chosen c
  union all
  select 'heartbase_alerts_open', '{}', coalesce(sum(s.open_count), 0)
  from sorts s
  having measure_alerts.subject_kind is null
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "alert"}', (select count(*) from sorts) - (select count(*) from chosen)
  where measure_alerts.subject_kind is null;
$$;
comment on function private.measure_alerts(text) is 'Samples of open alerts.';
revoke all on function private.measure_alerts(text) from public, anon, authenticated, service_role;
