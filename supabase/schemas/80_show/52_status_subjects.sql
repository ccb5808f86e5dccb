-- How subjects are right now, apart from alerts about them: whose they are, since when they are known, whether anybody watches them,
-- and whether they are in trouble. No row for a subject that is not there. A service is a subsystem of the boot check; it belongs to no
-- tenant.
-- trouble: down when its own row says so, for what is silenced opens no alert; degraded for a tenant of which a check says alert or error.
-- The public learns what status_states makes of these columns, and never the columns themselves.
-- All at once, so that what says when a job is late is planned once a page.
-- API: private. Called by: private.shown_components and private.validate_status_component.
create or replace function private.status_subjects(kinds text[], ids text[], now_at timestamptz default now())
returns table (kind text, id text, tenant_id text, known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz)
language sql
stable
rows 20
set search_path = ''
as $$
  with named as materialized (
    select n.kind, n.id from unnest(status_subjects.kinds, status_subjects.ids) n(kind, id)
  )
  select 'job', j.job_name, j.tenant_id, j.created_at, not v.paused and isfinite(v.last_run_at),
    case when v.is_stale or v.is_failing then 'down' end,
    -- Whoever has a job judged as never run writes -infinity: that is no date to tell.
    case when v.is_stale then nullif(v.deadline, '-infinity') when v.is_failing then v.last_failed_at end
  from private.job_verdicts(
    -- Null would be all of them.
    status_subjects.now_at, (select coalesce(array_agg(n.id), '{}') from named n where n.kind = 'job')
  ) v
  join public.job_heartbeats j on j.job_name = v.job_name
  union all
  select 'tetrahedron', t.id::text, t.tenant_id, t.created_at, not v.paused and (v.last_heartbeat_at is not null or v.is_stale),
    case when v.is_stale then 'down' end, case when v.is_stale then v.deadline end
  from private.tetrahedron_verdicts(status_subjects.now_at, (
    select coalesce(array_agg(n.id::uuid), '{}')
    from named n
    where n.kind = 'tetrahedron' and n.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  )) v
  join public.tetrahedrons t on t.id = v.id
  union all
  select 'machine', m.id::text, m.tenant_id, m.created_at, m.is_enabled and m.last_seen is not null,
    case when m.is_enabled and m.last_seen is not null and m.status = 'offline' then 'down' end, m.status_changed_at
  from named n
  join public.machines m on m.id = case when n.kind = 'machine' and n.id ~ '^[1-9]\d{0,17}$' then n.id::bigint end
  union all
  select 'tenant', t.id, t.id, t.created_at,
    not t.paused and s.enabled and coalesce(s.last_run_at > status_subjects.now_at - interval '24 hours', false),
    case when c.since is not null then 'degraded' end, c.since
  from named n
  join public.tenants t on n.kind = 'tenant' and t.id = n.id
  join public.tenant_settings s on s.tenant_id = t.id
  cross join lateral (
    select min(k.since) from public.tenant_check_states k
    where k.tenant_id = t.id and k.status in ('alert', 'error') and k.recovered_at is null
  ) c(since)
  union all
  select 'service', s.name, null,
    -- Alerts are written about the database alone: of the others no history is known.
    case when s.name = 'database' then s.created_at end,
    s.enabled and f.ok is not null, case when s.enabled and not f.ok then 'down' end, null
  from named n
  join public.alive_subsystems s on n.kind = 'service' and s.name = n.id
  cross join lateral (
    select bool_and(coalesce(e.value -> 'ok' = 'true', false))
    from private.alive_state a
    cross join lateral jsonb_each(a.result -> 'subsystems') e
    where a.finished_at > status_subjects.now_at - interval '15 minutes'
      and (e.key = s.name or s.name = 'channels' and starts_with(e.key, 'channel_'))
  ) f(ok);
$$;
comment on function private.status_subjects(text[], text[], timestamptz) is
  'Subjects of a status page: whose they are, whether they are watched, and in trouble.';
revoke all on function private.status_subjects(text[], text[], timestamptz) from public, anon, authenticated, service_role;
