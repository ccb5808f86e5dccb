-- Alerts, errors and what is urgent are insights, with the block of memory that goes with the tenant's role.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('shop', 'dispensary'), pg_temp.make_tenant('maker', 'brand'), pg_temp.make_tenant('boss', 'super_user');
insert into check_definitions (id, title, category, default_priority, evaluator, rule) values
  ('warned', 'Warned', 'system', 'high', 'count', '{"signal": "s", "levels": [{"status": "warning"}]}'),
  ('urgently', 'Urgently warned', 'system', 'urgent', 'count', '{"signal": "s", "levels": [{"status": "warning"}]}'),
  ('alarmed', 'Alarmed', 'system', 'low', 'count', '{"signal": "s", "levels": [{"status": "alert", "message": "Look here."}]}');
insert into tenant_signals (tenant_id, signal, data) select id, 's', '{}' from tenants;
update tenant_settings set enabled_checks = '{warned,urgently,alarmed}';
select pg_temp.run_due('2026-03-01 17:00+00');
select results_eq(
  $$select check_id, day, status, priority, title, text, letta_state, occurred_at from tenant_insights where tenant_id = 'acme' order by 1$$,
  $$values
    ('alarmed', date '2026-03-01', 'alert', 'low', 'Alarmed', 'Alarmed: Look here.', 'pending', timestamptz '2026-03-01 17:00+00'),
    ('urgently', date '2026-03-01', 'warning', 'urgent', 'Urgently warned', 'Urgently warned', 'pending', '2026-03-01 17:00+00')$$,
  'alerts and what is urgent, no other warnings'
);
select results_eq($$select distinct tenant_id, block from tenant_insights order by 1$$,
  $$values ('acme', 'tenant_insights'), ('boss', 'executive_workspace'), ('maker', 'brand_context'), ('shop', 'customer_insights')$$,
  'the block goes with the role');
select results_eq($$select execution_id from tenant_insights where tenant_id = 'acme' and check_id = 'alarmed'$$,
  $$select execution_id from heartbeat_executions where tenant_id = 'acme'$$, 'the execution is known');
delete from heartbeat_executions;
select is((select count(execution_id) from tenant_insights), 0::bigint, 'an insight outlives it');

select * from finish();
rollback;
