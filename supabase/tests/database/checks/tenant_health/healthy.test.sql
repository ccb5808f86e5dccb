-- A tenant is healthy that was looked at within a day, and of which fewer than half of the attempts failed.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant(t) from unnest(array['acme', 'never', 'paused', 'failing']) t;
select pg_temp.make_tenant('new', 'customer', '2026-03-01 00:00+00');
update tenants set paused = true where id = 'paused';
update tenant_settings set active_start_hour = 0, active_end_hour = 1 where tenant_id = 'never';
select pg_temp.run_due('2026-03-01 12:00+00');
insert into heartbeat_failures (tenant_id, kind, message, occurred_at)
select 'failing', 'run', 'x', '2026-03-01 12:00+00'::timestamptz - interval '1 hour';
create function pg_temp.health(now_at timestamptz) returns setof text language sql as $$
  select concat_ws(' ', tenant_id, executions, failures, is_healthy, reason) from private.tenant_health(health.now_at) order by 1;
$$;
select results_eq(
  $$select pg_temp.health('2026-03-02 11:00+00')$$,
  array['acme 1 0 t', 'failing 1 0 t', 'never 0 0 f It was never looked at.'], 'a failure of 24 hours ago is over; paused and new ones are left out'
);
select results_eq(
  $$select pg_temp.health('2026-03-02 10:59:59+00')$$,
  array['acme 1 0 t', 'failing 1 1 f 1 of 2 attempts of the last 24 hours failed.', 'never 0 0 f It was never looked at.'], 'Health monitor calculates tenant health correctly'
);
insert into heartbeat_failures (tenant_id, kind, message, occurred_at) values ('failing', 'recovery', 'x', '2026-03-02 10:00+00');
select is((select failures from private.tenant_health('2026-03-02 10:59:59+00') where tenant_id = 'failing'), 1, 'a recovery that failed is no attempt');
select is((select failure_rate from private.tenant_health('2026-03-02 10:59:59+00') where tenant_id = 'failing'), 0.5, 'a half failed');
select is((select is_healthy from private.tenant_health('2026-03-02 11:59:59.999999+00') where tenant_id = 'acme'), true, 'within 24 hours it is healthy');
select is((select reason from private.tenant_health('2026-03-02 12:00+00') where tenant_id = 'acme'), 'It was not looked at for 24 hours.', 'then not');

select * from finish();
rollback;
