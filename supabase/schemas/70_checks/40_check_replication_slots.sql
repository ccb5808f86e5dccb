-- Log that replication slots keep on disk, and slots whose log is lost. arguments: {"warning_bytes": 1073741824,
-- "alert_bytes": 4294967296}; where the server itself drops a slot that keeps max_slot_wal_keep_size, at half and nine tenths of that.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_replication_slots(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select least(coalesce((check_replication_slots.arguments ->> 'warning_bytes')::numeric, 1073741824), k.size * 0.5) as warning,
      least(coalesce((check_replication_slots.arguments ->> 'alert_bytes')::numeric, 4294967296), k.size * 0.9) as alert
    from (select nullif(pg_size_bytes(current_setting('max_slot_wal_keep_size')), -1)) k(size)
  ),
  slots as (
    select s.slot_name as name, s.active as is_active, s.wal_status = 'lost' as is_lost,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, s.restart_lsn) as bytes
    from pg_catalog.pg_replication_slots s
  ),
  behind as (
    select s.*, format('%s (%s)', s.name, case when s.is_lost then 'lost' else pg_size_pretty(s.bytes) end) as label
    from slots s
    cross join limits l
    where s.is_lost or s.bytes >= l.warning
  )
  select case
    when count(s.name) = 0
      then jsonb_build_object('status', 'ok', 'message', format('%s replication slots, none far behind.', (select count(*) from slots)))
    else jsonb_build_object(
      'status', case when bool_or(s.is_lost) or max(s.bytes) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(s.bytes) >= l.alert then 'urgent' else 'high' end,
      'title', 'A replication slot is far behind',
      'message', format('Log that slots keep on disk: %s. Start its reader, or, when it has none or its log is lost: select pg_drop_replication_slot(…);',
        private.list_names(array_agg(s.label order by s.bytes desc nulls first, s.name), count(s.name))),
      'data', jsonb_build_object('slots',
        jsonb_path_query_array(jsonb_agg(to_jsonb(s) - 'label' order by s.bytes desc nulls first, s.name), '$[0 to 19]'))
    )
  end
  from limits l
  left join behind s on true
  group by l.alert;
$$;
comment on function private.check_replication_slots(text, timestamptz, jsonb) is 'Log that replication slots keep on disk.';
revoke all on function private.check_replication_slots(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
