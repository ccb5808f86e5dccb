-- What is wrong with a report, as a sentence, or null: required percentages, optional counters, timestamp and system_info. Fields
-- that it does not know are ignored, so that newer agents can say more.
-- API: private. Called by: record_machine_metrics.
create or replace function private.machine_metrics_problem(metrics jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_info jsonb := nullif(machine_metrics_problem.metrics -> 'system_info', 'null');
  v_problem text;
begin
  if jsonb_typeof(machine_metrics_problem.metrics) is distinct from 'object' then
    return 'the report must be a JSON object';
  end if;
  if octet_length(machine_metrics_problem.metrics::text) > 10240 then
    return 'the report must have at most 10 kB';
  end if;
  select case
      when coalesce(f.value, 'null') = 'null' then f.name || ' is required'
      when jsonb_typeof(f.value) <> 'number' then f.name || ' must be a number'
      when (f.value #>> '{}')::numeric not between 0 and 100 then f.name || ' must be between 0 and 100'
    end into v_problem
  from (values
    (1, 'cpu_pct', metrics -> 'cpu_pct'), (2, 'mem_used_pct', metrics -> 'mem_used_pct'),
    (3, 'disk_used_pct', metrics -> 'disk_used_pct')
  ) f(position, name, value)
  where coalesce(f.value, 'null') = 'null' or jsonb_typeof(f.value) <> 'number'
    or case when jsonb_typeof(f.value) = 'number' then (f.value #>> '{}')::numeric not between 0 and 100 end
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  if v_info is not null and jsonb_typeof(v_info) <> 'object' then
    return 'system_info must be an object';
  end if;
  select f.name || case when jsonb_typeof(f.value) <> 'number' then ' must be a number' else ' must be between 0 and ' || f.maximum end
  into v_problem
  from (values
    (1, 'net_rx_bytes', metrics -> 'net_rx_bytes', 9000000000000000000), (2, 'net_tx_bytes', metrics -> 'net_tx_bytes', 9000000000000000000),
    (3, 'uptime_s', metrics -> 'uptime_s', 1000000000000), (4, 'system_info.cpu_cores', v_info -> 'cpu_cores', 1000000),
    (5, 'system_info.memory_total_mb', v_info -> 'memory_total_mb', 1000000000000),
    (6, 'system_info.disk_total_gb', v_info -> 'disk_total_gb', 1000000000000)
  ) f(position, name, value, maximum)
  where nullif(f.value, 'null') is not null and (jsonb_typeof(f.value) <> 'number'
    or case when jsonb_typeof(f.value) = 'number' then (f.value #>> '{}')::numeric not between 0 and f.maximum end)
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  select f.name || ' must be text of at most 255 characters' into v_problem
  from (values
    (1, 'system_info.hostname', v_info -> 'hostname'), (2, 'system_info.platform', v_info -> 'platform'),
    (3, 'system_info.platform_version', v_info -> 'platform_version'),
    (4, 'system_info.kernel_version', v_info -> 'kernel_version')
  ) f(position, name, value)
  where nullif(f.value, 'null') is not null
    and (jsonb_typeof(f.value) <> 'string' or char_length(f.value #>> '{}') > 255 or f.value #>> '{}' ~ '[[:cntrl:]]')
  order by f.position
  limit 1;
  if v_problem is not null then
    return v_problem;
  end if;

  select f.name || ' must be a time such as 2026-03-01T06:00:00Z' into v_problem
  from (values
    (1, 'timestamp', metrics -> 'timestamp'), (2, 'system_info.last_boot_time', v_info -> 'last_boot_time')
  ) f(position, name, value)
  where nullif(f.value, 'null') is not null
    and (jsonb_typeof(f.value) <> 'string' or private.parse_timestamp(f.value #>> '{}') is null)
  order by f.position
  limit 1;
  return v_problem;
end
$$;
comment on function private.machine_metrics_problem(jsonb) is 'What is wrong with an agent''s report, as a sentence, or null.';
revoke all on function private.machine_metrics_problem(jsonb) from public, anon, authenticated, service_role;
