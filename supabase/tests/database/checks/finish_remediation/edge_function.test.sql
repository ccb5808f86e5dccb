-- What an edge function answered is kept by whoever called it, and an http check is judged by what was measured again.
begin;
select plan(14);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
update tenant_settings set enabled_checks = '{site}';
insert into check_definitions (id, title, category, evaluator, rule) values ('site', 'Site', 'system', 'http', '{"url": "https://example.com/"}');
insert into private.remediation_actions (name, kind, target, timeout, recheck_after, description)
values ('restart', 'edge_function', 'restart-site', '20 seconds', '2 seconds', 'Restarts it.');
insert into check_remediations (check_id, action, arguments, cooldown) values ('site', 'restart', '{"hard": true}', '0');
create function pg_temp.look(at timestamptz, status integer) returns jsonb language plpgsql as $$
begin
  update private.tenant_run_states set next_run_at = at;
  return private.run_claims(jsonb_build_array(jsonb_build_object('executionId', (private.claim_due_tenants(at))[1],
    'http', jsonb_build_array(jsonb_build_object('checkId', 'site', 'facts', jsonb_build_object('status_code', status, 'latency_ms', 1))))), at);
end
$$;
create function pg_temp.finish_run(outcome jsonb, measured integer, at timestamptz) returns jsonb language sql as $$
  select private.finish_leased_remediation(run_id, lease, outcome, case when measured is not null
    then jsonb_build_object('status_code', measured, 'latency_ms', 1) end, at) from remediation_runs where status = 'running'
$$;
select pg_temp.look('2026-03-01 12:00+00', 503) -> 0 -> 'remediations' -> 0 as wish into temp looked;
select is(wish - array['runId', 'lease', 'result', 'rule'], '{"tenantId": "acme", "checkId": "site", "action": "restart", "kind": "edge_function",
  "functionName": "restart-site", "timeoutMs": 20000, "recheckAfterMs": 2000, "arguments": {"hard": true}}'::jsonb, 'what is to be called') from looked;
select is(wish -> 'rule', '{"url": "https://example.com/"}', 'and measured again') from looked;
select is(wish #>> '{result,status}', 'alert', 'with the result') from looked;
select throws_ok($$select private.call_leased_remediation(run_id, lease, '2026-03-01 12:00+00') from remediation_runs$$,
  'PT409', 'remediation_lease_lost', 'the database itself calls no edge function');
select is(pg_temp.finish_run('{"result": {"restarted": 1}}', 200, '2026-03-01 12:00:30+00') - 'runId',
  '{"checkId": "site", "action": "restart", "status": "succeeded", "at": "2026-03-01T12:00:00+00:00", "statusBefore": "alert",
    "statusAfter": "ok", "isLast": false, "notificationsSent": 1}', 'the answer says what was done');
select results_eq($$select * from pg_temp.told()$$, array['12:00 ok high again'], 'and it is told once');
select is((select result from remediation_runs), '{"restarted": 1}', 'what it answered is kept');
select pg_temp.look('2026-03-01 12:10+00', 503);
select pg_temp.finish_run('{"error": "HTTP 500 Bearer abcdefghijklmnop"}', 503, '2026-03-01 12:10:30+00');
select results_eq($$select status, error, status_after from remediation_runs order by started_at offset 1$$, $$values ('failed', 'HTTP 500 Bearer [redacted]', 'alert')$$,
  'what failed has its error, without secrets');
select pg_temp.look('2026-03-01 12:20+00', 503);
select pg_temp.finish_run('{"result": {"success": false, "error": "no"}}', null, '2026-03-01 12:20:30+00');
select results_eq($$select status, error, status_after from remediation_runs order by started_at offset 2$$, $$values ('failed', 'no', 'alert')$$,
  'an answer may say so itself; and what was not measured again is what it was');
select results_eq($$select * from pg_temp.told() offset 1$$, array['12:10 alert high'], 'which is told once');
select throws_ok($$select finish_remediation(gen_random_uuid(), gen_random_uuid(), '[]')$$, '22023', 'invalid_outcome', 'an outcome is an object');
select throws_ok($$select finish_remediation(gen_random_uuid(), gen_random_uuid(), '{"error": 1}')$$, '22023', 'invalid_outcome', 'an error is a text');
select throws_ok($$select finish_remediation(gen_random_uuid(), gen_random_uuid(), '{}', '1')$$, '22023', 'invalid_outcome', 'facts are an object');
select throws_ok($$select finish_remediation(gen_random_uuid(), gen_random_uuid())$$, 'PT409', 'remediation_lease_lost', 'and a lease is held');

select * from finish();
rollback;
