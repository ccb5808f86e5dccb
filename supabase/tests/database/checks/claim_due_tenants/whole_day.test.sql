-- A clock that fires every five minutes, a little late each time, looks 288 times a day at a tenant that wants five minutes.
begin;
select plan(2);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
update tenant_settings set interval_minutes = 5;

-- Up to two minutes late, never in order: 7 and 120 have no common divisor.
select pg_temp.run_due(timestamptz '2026-03-01 00:00+00' + n * interval '5 minutes' + (n * 7 % 120) * interval '1 second')
from generate_series(0, 287) n;
select is((select count(*) from heartbeat_executions), 288::bigint, '288 executions');
select is(
  (select count(*) from heartbeat_executions where started_at >= '2026-03-01' and started_at < '2026-03-02'), 288::bigint, 'Heartbeat executions recorded (288 entries per org per 24h)'
);

select * from finish();
rollback;
