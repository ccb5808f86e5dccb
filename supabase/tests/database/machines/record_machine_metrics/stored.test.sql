-- A report is kept with the machine, and in the history of its minute.
begin;
select plan(5);
select pg_temp.start_empty();

select register_machine('web', 'given') ->> 'api_key' as key into temp web;
select pg_temp.report(key, '{"net_rx_bytes": 1024, "net_tx_bytes": 2048.9, "uptime_s": 60.5, "timestamp": "2020-01-01T00:00:00Z",
  "unknown": {"field": 1}, "system_info": {"hostname": "web-1", "platform": "linux", "platform_version": "12", "kernel_version": "6.1",
  "cpu_cores": 4, "memory_total_mb": 8192, "disk_total_gb": 100.5, "last_boot_time": "2026-02-28T00:00:00+01:00"}}') from web;
select results_eq(
  $$select last_seen, cpu_pct, mem_used_pct, disk_used_pct, net_rx_bytes, net_tx_bytes, uptime_s, heartbeat_count from machines$$,
  $$values (now(), 12.5::real, 40::real, 70::real, 1024::bigint, 2048::bigint, 60::bigint, 1::bigint)$$, 'what it measured'
);
select results_eq(
  $$select hostname, platform, platform_version, kernel_version, cpu_cores, memory_total_mb, disk_total_gb, last_boot_time from machines$$,
  $$values ('web-1', 'linux', '12', '6.1', 4, 8192::bigint, 100.5::double precision, timestamptz '2026-02-27 23:00+00')$$, 'what it is'
);
select is((select clock_offset from machines), timestamptz '2020-01-01 00:00+00' - now(), 'how far its clock is off');
select is((select status from machines), 'offline', 'its status is the evaluator''s to change');
update machines set last_seen = last_seen - interval '10 seconds', heartbeat_count = 2;
select pg_temp.report(key, '{"cpu_pct": 37.5}') from web;
select results_eq(
  $$select minute, sample_count, cpu_pct, cpu_pct_max, mem_used_pct from machine_metrics$$,
  $$values (date_trunc('minute', now()), 2, 25::real, 37.5::real, 40::real)$$, 'the minute has the mean and the highest'
);

select * from finish();
rollback;
