-- Log that replication slots keep on disk. arguments: {"warning_bytes": 1073741824, "alert_bytes": 4294967296}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_replication_slots(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with slots as (
    select s.slot_name as name, s.active,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, s.restart_lsn)::bigint as bytes
    from pg_catalog.pg_replication_slots s
  ),
  limits as (
    select coalesce((check_replication_slots.arguments ->> 'warning_bytes')::bigint, 1073741824) as warning,
      coalesce((check_replication_slots.arguments ->> 'alert_bytes')::bigint, 4294967296) as alert
  )
  select case
    when count(*) filter (where s.bytes >= l.warning) = 0
      then jsonb_build_object('status', 'ok', 'message', format('%s replication slots, none far behind.', count(s.name)))
    else jsonb_build_object(
      'status', case when max(s.bytes) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(s.bytes) >= l.alert then 'urgent' else 'high' end,
      'title', 'A replication slot is far behind',
      'message', format('%s keeps %s of log on disk. Start its reader, or drop it with pg_drop_replication_slot().',
        string_agg(s.name, ', ') filter (where s.bytes >= l.warning), pg_size_pretty(max(s.bytes))),
      'data', jsonb_build_object('slots', jsonb_agg(to_jsonb(s)) filter (where s.bytes >= l.warning))
    )
  end
  from limits l
  left join slots s on true
  group by l.warning, l.alert;
$$;
comment on function private.check_replication_slots(text, timestamptz, jsonb) is 'Log that replication slots keep on disk.';
revoke all on function private.check_replication_slots(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
