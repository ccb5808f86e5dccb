-- What is wrong with a report is said in a sentence, and nothing is stored.
begin;
select plan(19);
select pg_temp.start_empty();

select register_machine('web') ->> 'api_key' as key into temp web;
create function pg_temp.problem(more jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform pg_temp.report(key, problem.more) from web;
  return null;
exception
  when invalid_parameter_value then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail;
end
$$;
select is(pg_temp.problem('{"cpu_pct": 100.000001}'), 'cpu_pct must be between 0 and 100', 'over a hundred');
select is(pg_temp.problem('{"cpu_pct": -0.1}'), 'cpu_pct must be between 0 and 100', 'under nothing');
select is(pg_temp.problem('{"mem_used_pct": 101, "disk_used_pct": 101}'), 'mem_used_pct must be between 0 and 100', 'the first of two');
select is(pg_temp.problem('{"disk_used_pct": 1e6000}'), 'disk_used_pct must be between 0 and 100', 'a number without end');
select is(pg_temp.problem('{"cpu_pct": null}'), 'cpu_pct is required', 'one that is missing');
select is(pg_temp.problem('{"cpu_pct": "12"}'), 'cpu_pct must be a number', 'text');
select is(pg_temp.problem('{"net_rx_bytes": -1}'), 'net_rx_bytes must be between 0 and 9000000000000000000', 'fewer bytes than none');
select is(pg_temp.problem('{"uptime_s": []}'), 'uptime_s must be a number', 'a list');
select is(pg_temp.problem('{"timestamp": "yesterday"}'), 'timestamp must be a time such as 2026-03-01T06:00:00Z', 'a word for a time');
select is(pg_temp.problem('{"timestamp": "infinity"}'), 'timestamp must be a time such as 2026-03-01T06:00:00Z', 'a time without end');
select is(pg_temp.problem('{"timestamp": "2026-02-30T00:00:00Z"}'), 'timestamp must be a time such as 2026-03-01T06:00:00Z', 'a day that is none');
select is(pg_temp.problem('{"system_info": 1}'), 'system_info must be an object', 'no object');
select is(pg_temp.problem('{"system_info": {"hostname": 1}}'), 'system_info.hostname must be text of at most 255 characters', 'no text');
select is(pg_temp.problem(jsonb_build_object('system_info', jsonb_build_object('platform', repeat('x', 256)))),
  'system_info.platform must be text of at most 255 characters', 'too long a text');
select is(pg_temp.problem(jsonb_build_object('more', repeat('x', 10240))), 'the report must have at most 10 kB', 'too long a report');
select throws_ok($$select record_machine_metrics(encode(key_hash, 'hex'), '[]') from private.machine_keys$$, '22023', 'invalid_metrics', 'no object at all');
select is((select heartbeat_count from machines), 0::bigint, 'nothing was stored');
select is(pg_temp.problem('{"cpu_pct": 0, "mem_used_pct": 100, "disk_used_pct": 100.0, "system_info": null, "timestamp": null}'), null, 'bounds are good');
select is((select heartbeat_count from machines), 1::bigint, 'and stored');

select * from finish();
rollback;
