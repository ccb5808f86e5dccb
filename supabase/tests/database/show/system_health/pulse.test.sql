-- The pulse is as bad as the worst of what tenants' last executions found.
begin;
select plan(9);
select pg_temp.start_empty();

create function pg_temp.pulse(at timestamptz) returns text language sql as $$ select private.measure_system_health(pulse.at) ->> 'pulse' $$;
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('shop');
select pg_temp.make_mood_check();
select is(pg_temp.pulse('2026-03-01 12:00+00'), 'unknown', 'without executions nothing is known');
select pg_temp.set_mood(t, 'ok') from unnest(array['acme', 'shop']) t;
select pg_temp.run_due('2026-03-01 12:00+00');
select is(pg_temp.pulse('2026-03-01 12:00+00'), 'alive', 'all clear is alive');
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 13:00+00');
select is(pg_temp.pulse('2026-03-01 13:00+00'), 'warning', 'a warning of one tenant is one');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 14:00+00');
select is(pg_temp.pulse('2026-03-01 14:00+00'), 'warning', 'so is an alert');
update heartbeat_executions set overall_status = 'has_errors' where tenant_id = 'shop' and started_at = '2026-03-01 14:00+00';
select is(pg_temp.pulse('2026-03-01 14:00+00'), 'error', 'an error is an error');
select is(private.measure_system_health('2026-03-01 14:00:10+00') -> 'details',
  '{"last_execution_at": "2026-03-01T14:00:00+00:00", "age_seconds": 10.0, "stale": false, "overdue": 0,
    "tenants": {"all_clear": 0, "has_warnings": 0, "has_alerts": 1, "has_errors": 1},
    "worst": [{"tenantId": "shop", "overallStatus": "has_errors", "completedAt": "2026-03-01T14:00:00+00:00"},
      {"tenantId": "acme", "overallStatus": "has_alerts", "completedAt": "2026-03-01T14:00:00+00:00"}]}', 'the details say whose');
update tenants set paused = true where id = 'shop';
select is(pg_temp.pulse('2026-03-01 14:00+00'), 'warning', 'a tenant that is paused does not count');
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-01 15:00+00');
select is(pg_temp.pulse('2026-03-01 15:00+00'), 'alive', 'nor what earlier executions found');
select is(pg_temp.pulse('2026-03-01 11:59+00'), 'unknown', 'nor what is later');

select * from finish();
rollback;
