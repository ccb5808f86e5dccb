-- Records an agent's report: one HOT update of the machine, and one of the minute's row of its history. Only the server's clock
-- counts: the report's timestamp tells no more than how far the machine's clock is off.
-- More than one report a second is taken and not written, so that a flood costs a look-up; status is the evaluator's to change.
-- p_key_hash: SHA-256 of the key, 64 hex digits. p_metrics: the report, see docs/machines.md.
-- API: service role. Called by: the edge function agent.
-- Errors: invalid_machine_key (401) for unknown, revoked and disabled keys alike; invalid_metrics (22023, HTTP 400), with a
-- sentence as its detail.
-- SECURITY DEFINER: it reads keys.
create or replace function public.record_machine_metrics(p_key_hash text, p_metrics jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_id bigint;
  v_last_seen timestamptz;
  v_problem text;
  v_info jsonb := nullif(p_metrics -> 'system_info', 'null');
  v_reported_at timestamptz;
begin
  select m.id, m.last_seen into v_id, v_last_seen
  from private.machine_keys k
  join public.machines m on m.id = k.machine_id
  where k.key_hash = case when p_key_hash ~ '^[0-9a-f]{64}$' then decode(p_key_hash, 'hex') end
    and k.revoked_at is null and m.is_enabled;
  if v_id is null then
    raise exception using errcode = 'PT401', message = 'invalid_machine_key',
      detail = 'No machine that is enabled has this key.',
      hint = 'Give the agent the key that register_machine or rotate_machine_key returned.';
  end if;
  v_problem := private.machine_metrics_problem(p_metrics);
  if v_problem is not null then
    raise exception using errcode = '22023', message = 'invalid_metrics', detail = v_problem,
      hint = 'See docs/machines.md for what a report holds.';
  end if;
  if v_last_seen between now() - interval '1 second' and now() and v_info is null then
    return;
  end if;
  v_reported_at := private.parse_timestamp(p_metrics ->> 'timestamp');

  update public.machines m
  set last_seen = case
        -- A report of a transaction that began before the last one does not turn the clock back.
        when m.last_seen > now() and m.last_seen <= clock_timestamp() then m.last_seen
        else now()
      end,
      heartbeat_count = m.heartbeat_count + 1,
      next_check_at = case when m.status = 'offline' and m.next_check_at > now() then now() else m.next_check_at end,
      cpu_pct = (p_metrics ->> 'cpu_pct')::numeric,
      mem_used_pct = (p_metrics ->> 'mem_used_pct')::numeric,
      disk_used_pct = (p_metrics ->> 'disk_used_pct')::numeric,
      net_rx_bytes = trunc((p_metrics ->> 'net_rx_bytes')::numeric),
      net_tx_bytes = trunc((p_metrics ->> 'net_tx_bytes')::numeric),
      uptime_s = trunc((p_metrics ->> 'uptime_s')::numeric),
      clock_offset = v_reported_at - now(),
      hostname = coalesce(nullif(btrim(v_info ->> 'hostname'), ''), m.hostname),
      platform = coalesce(v_info ->> 'platform', m.platform),
      platform_version = coalesce(v_info ->> 'platform_version', m.platform_version),
      kernel_version = coalesce(v_info ->> 'kernel_version', m.kernel_version),
      cpu_cores = coalesce(trunc((v_info ->> 'cpu_cores')::numeric), m.cpu_cores),
      memory_total_mb = coalesce(trunc((v_info ->> 'memory_total_mb')::numeric), m.memory_total_mb),
      disk_total_gb = coalesce((v_info ->> 'disk_total_gb')::numeric, m.disk_total_gb),
      last_boot_time = coalesce(private.parse_timestamp(v_info ->> 'last_boot_time'), m.last_boot_time)
  where m.id = v_id;

  -- History is worth having, and not worth a report.
  begin
    insert into public.machine_metrics as h
      (machine_id, minute, cpu_pct, cpu_pct_max, mem_used_pct, disk_used_pct, net_rx_bytes, net_tx_bytes)
    select m.id, date_trunc('minute', now()), m.cpu_pct, m.cpu_pct, m.mem_used_pct, m.disk_used_pct, m.net_rx_bytes, m.net_tx_bytes
    from public.machines m
    where m.id = v_id
    on conflict (machine_id, minute) do update
      set sample_count = h.sample_count + 1,
          cpu_pct = h.cpu_pct + (excluded.cpu_pct - h.cpu_pct) / (h.sample_count + 1),
          cpu_pct_max = greatest(h.cpu_pct_max, excluded.cpu_pct),
          mem_used_pct = h.mem_used_pct + (excluded.mem_used_pct - h.mem_used_pct) / (h.sample_count + 1),
          disk_used_pct = h.disk_used_pct + (excluded.disk_used_pct - h.disk_used_pct) / (h.sample_count + 1),
          net_rx_bytes = excluded.net_rx_bytes,
          net_tx_bytes = excluded.net_tx_bytes;
  exception
    when others then
      raise warning 'heartbase: the history of machine % was not written: % %', v_id, sqlstate, sqlerrm;
  end;
end
$$;
comment on function public.record_machine_metrics(text, jsonb) is
  'Records an agent''s report by the hash of its key. Service role only.';
revoke all on function public.record_machine_metrics(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_machine_metrics(text, jsonb) to service_role;
