-- What the edge function measured is judged as facts of other kinds are.
begin;
select plan(15);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
insert into check_definitions (id, title, category, default_priority, evaluator, rule)
values ('shop', 'Shop', 'system', 'low', 'http', '{"url": "https://example.com/health", "body_contains": "ok", "otherwise": {"status": "ok"}}');

create function pg_temp.judged(facts jsonb) returns text language sql as $$
  select concat_ws(' ', status, priority) from private.evaluate_checks('{acme}', '{customer}', '2026-03-01',
    jsonb_build_array(jsonb_build_object('tenantId', 'acme', 'checkId', 'shop',
      'facts', '{"status_code": 200, "latency_ms": 90, "error": null, "body_matches": true, "tls_days_left": 60}' || judged.facts)));
$$;
select is(pg_temp.judged('{}'), 'ok low', 'a good answer');
select is(pg_temp.judged('{"status_code": 299}'), 'ok low', 'so is 299');
select is(pg_temp.judged('{"status_code": 300}'), 'alert high', '300 is not');
select is(pg_temp.judged('{"status_code": 199}'), 'alert high', 'nor is 199');
select is(pg_temp.judged('{"status_code": null, "body_matches": null, "tls_days_left": null, "error": "timeout"}'), 'alert high', 'no answer');
select is(pg_temp.judged('{"body_matches": false}'), 'alert high', 'another text');
select is(pg_temp.judged('{"body_matches": null}'), 'ok low', 'no text asked for');
select is(pg_temp.judged('{"tls_days_left": 14}'), 'ok low', 'a certificate for 14 days');
select is(pg_temp.judged('{"tls_days_left": 13}'), 'warning medium', 'for 13');
select is(pg_temp.judged('{"tls_days_left": 6}'), 'alert high', 'for 6');
select is(pg_temp.judged('{"latency_ms": 5000}'), 'ok low', '5 seconds');
select is(pg_temp.judged('{"latency_ms": 5001}'), 'warning medium', 'more');
update check_definitions set rule = rule || '{"levels": [{"where": [{"field": "status_code", "ne": 204}], "status": "warning"}]}' where id = 'shop';
select is(pg_temp.judged('{}'), 'warning low', 'levels of its own stand for those');
select results_eq(
  $$select tenant_id, status, message from private.evaluate_checks('{acme,other}', '{customer,customer}', '2026-03-01',
    '[{"tenantId": "acme", "checkId": "shop", "facts": {"status_code": 204}}]') order by 1$$,
  $$values ('acme', 'ok', 'All is well.'), ('other', 'error', 'This check could not be made: nothing was measured.')$$,
  'what was not measured is an error'
);
select private.claim_due_tenants('2026-03-01 12:00+00') as ids into temp claims;
select results_eq(
  $$select c ->> 'tenantId', c -> 'httpChecks' from claims, jsonb_array_elements(private.describe_claims(ids)) c order by 1$$,
  $$values ('acme', '[{"checkId": "shop", "rule": {"url": "https://example.com/health", "body_contains": "ok"}}]'::jsonb),
    ('other', '[{"checkId": "shop", "rule": {"url": "https://example.com/health", "body_contains": "ok"}}]')$$,
  'whoever claims a tenant is told what to measure'
);

select * from finish();
rollback;
