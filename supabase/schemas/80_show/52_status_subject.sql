-- How a subject is right now, apart from alerts about it: whose it is, since when it is known, whether anybody watches it, and whether
-- it is in trouble. No row when there is no such subject. A service is a subsystem of the boot check; it belongs to no tenant.
-- trouble: down when its own row says so, for what is silenced opens no alert; degraded for a tenant of which a check says alert or error.
-- The public learns of these columns whatever status_states makes of them, and never the columns themselves.
-- API: private. Called by: private.status_states and private.validate_status_component.
create or replace function private.status_subject(kind text, id text, now_at timestamptz default now())
returns table (tenant_id text, known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  case status_subject.kind
    when 'job' then
      return query
      select j.tenant_id, j.created_at, not v.paused and isfinite(v.last_run_at),
        case when v.is_stale or v.is_failing then 'down' end,
        case when v.is_stale then v.deadline when v.is_failing then v.last_failed_at end
      from private.job_verdicts(status_subject.now_at, array[status_subject.id]) v
      join public.job_heartbeats j on j.job_name = v.job_name;
    when 'tetrahedron' then
      return query
      select t.tenant_id, t.created_at, not v.paused and (v.last_heartbeat_at is not null or v.is_stale),
        case when v.is_stale then 'down' end, case when v.is_stale then v.deadline end
      from private.tetrahedron_verdicts(status_subject.now_at, array[
        case when status_subject.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then status_subject.id::uuid end
      ]) v
      join public.tetrahedrons t on t.id = v.id;
    when 'machine' then
      return query
      select m.tenant_id, m.created_at, m.is_enabled and m.last_seen is not null,
        case when m.is_enabled and m.last_seen is not null and m.status = 'offline' then 'down' end, m.status_changed_at
      from public.machines m
      where m.id = case when status_subject.id ~ '^[1-9]\d{0,17}$' then status_subject.id::bigint end;
    when 'tenant' then
      return query
      select t.id, t.created_at,
        not t.paused and s.enabled and coalesce(s.last_run_at > status_subject.now_at - interval '24 hours', false),
        case when c.since is not null then 'degraded' end, c.since
      from public.tenants t
      join public.tenant_settings s on s.tenant_id = t.id
      cross join lateral (
        select min(k.since) from public.tenant_check_states k
        where k.tenant_id = t.id and k.status in ('alert', 'error') and k.recovered_at is null
      ) c(since)
      where t.id = status_subject.id;
    when 'service' then
      return query
      select null::text,
        -- Alerts are written about the database alone: of the others no history is known.
        case when s.name = 'database' then s.created_at end,
        s.enabled and f.ok is not null, case when s.enabled and not f.ok then 'down' end, null::timestamptz
      from public.alive_subsystems s
      cross join lateral (
        select bool_and(coalesce(e.value -> 'ok' = 'true', false))
        from private.alive_state a
        cross join lateral jsonb_each(a.result -> 'subsystems') e
        where a.finished_at > status_subject.now_at - interval '15 minutes'
          and (e.key = s.name or s.name = 'channels' and starts_with(e.key, 'channel_'))
      ) f(ok)
      where s.name = status_subject.id;
    else
      null;
  end case;
end
$$;
comment on function private.status_subject(text, text, timestamptz) is 'A subject of a status page: whose it is, whether it is watched, and in trouble.';
revoke all on function private.status_subject(text, text, timestamptz) from public, anon, authenticated, service_role;
