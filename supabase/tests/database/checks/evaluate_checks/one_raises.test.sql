-- A check that raises is an error of its own; other checks and other tenants go on.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other'), pg_temp.make_tenant('operator', 'super_user');
insert into check_definitions (id, title, category, evaluator, rule) values
  ('a', 'A', 'system', 'threshold', '{"signal": "a", "field": "x", "levels": [{"gt": 1, "status": "warning"}], "otherwise": {"status": "ok"}}'),
  ('b', 'B', 'system', 'count', '{"signal": "a", "levels": [{"status": "warning"}]}');
select report_signals(t, '[{"signal": "a", "data": {"x": 2}}]') from unnest(array['acme', 'other']) t;
select report_signals('acme', '[{"signal": "a", "data": {"x": "two"}}]');
select results_eq(
  $$select tenant_id, check_id, status, priority, title, message from private.evaluate_checks('{acme,other}', '{customer,customer}') order by 1, 2$$,
  $$values
    ('acme', 'a', 'error', 'medium', 'A', 'This check could not be made: 22P02 invalid input syntax for type numeric: "two"'),
    ('acme', 'b', 'warning', 'medium', 'B', 'B'),
    ('other', 'a', 'warning', 'medium', 'A', 'It is at 2.'),
    ('other', 'b', 'warning', 'medium', 'B', 'B')$$,
  'Check parallel execution continues despite exceptions'
);
create view private.broken_health as select 'operator'::text as tenant_id, ''::text as item, jsonb_build_object('status', 1 / (1 - length('x'))) as data;
insert into private.signal_sources values ('system_health', 'private.broken_health');
update tenant_settings set enabled_checks = '{platform_health,system_errors}' where tenant_id = 'operator';
select results_eq(
  $$select check_id, status, priority, title from private.evaluate_checks('{operator}', '{super_user}') order by 1$$,
  $$values ('platform_health', 'error', 'high', 'Health Check Failed'), ('system_errors', 'ok', 'low', 'System Errors')$$,
  'a check says how its errors are called'
);
select is(pg_temp.run_due('2026-03-02 12:00+00') #>> '{acme,overallStatus}', 'has_errors', 'an error is worse than anything');
select is((select results_count from heartbeat_executions where tenant_id = 'acme'), 2, 'and a result');
select results_eq($$select overall_status from heartbeat_executions where tenant_id = 'other'$$, array['has_warnings'], 'of its tenant alone');
select is((select count(*) from heartbeat_failures), 0::bigint, 'not a failure of the heartbeat');

select * from finish();
rollback;
