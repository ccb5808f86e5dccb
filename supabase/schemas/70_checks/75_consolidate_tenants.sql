-- The digest of the night: what was critical about a tenant in the last 24 hours, in one alert, when at least three checks were urgent or
-- on alert. It is over as it begins, and reads as an execution's report does. It goes to those kinds of channel of the tenant that wake
-- nobody, each result to those that hear of it; whom a result was to wake was told by the report that found it.
-- A tenant gets one a day, however often this runs. Returns how many were told. API: private. Called by: prune_history.
create unique index if not exists guardian_alerts_tenant_digest_idx
  on public.guardian_alerts (tenant_id, (details ->> 'day')) where alert_type = 'tenant-digest';
comment on index public.guardian_alerts_tenant_digest_idx is 'A tenant gets one digest a day.';

create or replace function private.consolidate_tenants(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  with insights as (
    -- The 24 hours may touch two days of the tenant: the worse of them stands for the check.
    select distinct on (i.tenant_id, i.check_id) i.*
    from public.tenant_insights i
    where i.occurred_at > consolidate_tenants.now_at - interval '24 hours' and i.occurred_at <= consolidate_tenants.now_at
    order by i.tenant_id, i.check_id, private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.occurred_at desc
  ),
  digests as (
    select i.tenant_id, s.kinds, count(*) as count,
      bool_or(i.status in ('alert', 'error') and i.priority in ('high', 'urgent')) as is_critical,
      count(*) filter (where i.priority = 'urgent') as urgent, count(*) filter (where i.priority = 'high') as high,
      count(*) filter (where i.priority = 'medium') as medium, count(*) filter (where i.priority = 'low') as low,
      array_agg(i.title order by private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.check_id) as titles,
      jsonb_agg(jsonb_build_object(
        'checkId', i.check_id, 'status', i.status, 'priority', i.priority, 'title', i.title,
        'message', case when starts_with(i.text, i.title || ': ') then substr(i.text, length(i.title) + 3) else i.text end,
        'data', i.data, 'timestamp', i.occurred_at, 'recovered', false,
        'channels', array(select k from unnest(s.kinds) k where private.channel_hears(k, i.status, i.priority))
      ) order by private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.check_id) as results
    from insights i
    join (
      select t.tenant_id, array(
        select c from unnest(t.channels) c where c not in ('dashboard', 'sms', 'whatsapp', 'push') order by c
      ) as kinds
      from public.tenant_settings t
    ) s on s.tenant_id = i.tenant_id
    group by i.tenant_id, s.kinds
    having count(*) filter (where i.priority = 'urgent' or i.status = 'alert') >= 3
  )
  insert into public.guardian_alerts (
    subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details, detected_at, created_at,
    last_alerted_at, resolved_at, auto_resolved, resolution
  )
  select 'tenant', t.id, t.name, t.id, 'tenant-digest', case when d.is_critical then 'critical' else 'warning' end,
    format('%s: %s checks needed attention in the last 24 hours: %s%s.', t.name, d.count, array_to_string(d.titles[1:5], ', '),
      case when d.count > 5 then format(' and %s more', d.count - 5) else '' end),
    jsonb_build_object(
      'day', (consolidate_tenants.now_at at time zone 'UTC')::date,
      'channel_kinds', to_jsonb(d.kinds),
      'counts', jsonb_build_object('urgent', d.urgent, 'high', d.high, 'medium', d.medium, 'low', d.low),
      'results', jsonb_path_query_array(d.results, '$[0 to 49]'), 'more', greatest(0, d.count - 50)
    ),
    consolidate_tenants.now_at, consolidate_tenants.now_at, consolidate_tenants.now_at, consolidate_tenants.now_at, true, 'A digest.'
  from digests d
  join public.tenants t on t.id = d.tenant_id
  join public.tenant_settings s on s.tenant_id = d.tenant_id
  where not t.paused and s.enabled
  order by t.id
  on conflict (tenant_id, (details ->> 'day')) where alert_type = 'tenant-digest' do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.consolidate_tenants(timestamptz) is
  'Tells each tenant once a day what was critical in the last 24 hours, from three checks on; returns how many were told.';
revoke all on function private.consolidate_tenants(timestamptz) from public, anon, authenticated, service_role;
