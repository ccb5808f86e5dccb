-- Connections in use, of those that clients may have. arguments: {"warning_percent": 80, "alert_percent": 90}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_connections(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when c.percent < c.warning_percent
      then jsonb_build_object('status', 'ok', 'message', format('%s of %s connections are in use.', c.used, c.allowed))
    else jsonb_build_object(
      'status', case when c.percent >= c.alert_percent then 'alert' else 'warning' end,
      'priority', case when c.percent >= c.alert_percent then 'urgent' else 'high' end,
      'title', 'Connections run out',
      'message', format('%s of %s connections are in use, %s of them idle, most by the role %s. Let its clients use the pooler (port 6543); pg_stat_activity has who they are.',
        c.used, c.allowed, c.idle, c.role),
      'data', jsonb_build_object('used', c.used, 'allowed', c.allowed, 'idle', c.idle, 'role', c.role)
    )
  end
  from (
    select u.*, u.used * 100.0 / u.allowed as percent,
      coalesce((check_connections.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_connections.arguments ->> 'alert_percent')::numeric, 90) as alert_percent
    from (
      select count(*) as used, count(*) filter (where a.state = 'idle') as idle, mode() within group (order by a.usename) as role,
        greatest(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
          -- Since Postgres 16.
          - coalesce(current_setting('reserved_connections', true)::integer, 0), 1) as allowed
      from pg_catalog.pg_stat_activity a
      -- Who may not see other roles' sessions sees at least that they are there, by a role in a database.
      where a.usesysid is not null and a.datid is not null and coalesce(a.backend_type, 'client backend') = 'client backend'
    ) u
  ) c;
$$;
comment on function private.check_connections(text, timestamptz, jsonb) is 'Connections in use, of those that clients may have.';
revoke all on function private.check_connections(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
