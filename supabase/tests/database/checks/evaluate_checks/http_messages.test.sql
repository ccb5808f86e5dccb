-- The result of an endpoint says what was seen, in words and as facts.
begin;
select plan(9);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme');
insert into check_definitions (id, title, category, evaluator, rule)
values ('shop', 'Shop', 'system', 'http', '{"url": "https://example.com/health", "body_contains": "ok"}');

create function pg_temp.facts(changes jsonb) returns jsonb language sql as $$
  select '{"status_code": 200, "latency_ms": 90, "error": null, "body_matches": true, "tls_days_left": 60}' || facts.changes;
$$;
create function pg_temp.said(changes jsonb) returns text language sql as $$
  select message from private.evaluate_checks('{acme}', '{customer}', '2026-03-01',
    jsonb_build_array(jsonb_build_object('tenantId', 'acme', 'checkId', 'shop', 'facts', pg_temp.facts(said.changes))));
$$;
select is(pg_temp.said('{"status_code": null, "error": "timeout"}'), 'It did not answer (timeout).', 'why there was no answer');
select is(pg_temp.said('{"status_code": 503}'), 'It answered with the status 503.', 'which status');
select is(pg_temp.said('{"tls_days_left": 3}'), 'Its certificate ends in 3 days: renew it.', 'how long the certificate lasts');
select is(pg_temp.said('{"latency_ms": 7200}'), 'It took 7200 ms to answer, more than 5 seconds.', 'how long it took');
select is(pg_temp.said('{}'), 'All is well.', 'nothing of what is well');
select is(
  (select data from private.evaluate_checks('{acme}', '{customer}', '2026-03-01',
    jsonb_build_array(jsonb_build_object('tenantId', 'acme', 'checkId', 'shop', 'facts', pg_temp.facts('{"status_code": 503}'))))),
  pg_temp.facts('{"status_code": 503}'), 'the facts are its data');
update check_definitions set rule = rule || '{"levels": [{"where": [{"field": "status_code", "ne": 204}], "status": "warning"}]}' where id = 'shop';
select is(pg_temp.said('{}'), 'It answered with the status 200 after 90 ms.', 'a level without words');
select is(pg_temp.said('{"status_code": null, "error": "dns"}'), 'It did not answer (dns).', 'also of what did not answer');
update check_definitions set rule = jsonb_set(rule, '{levels,0,message}', '"{status_code} in {latency_ms} ms, {tls_days_left} days, {error}"') where id = 'shop';
select is(pg_temp.said('{}'), '200 in 90 ms, 60 days, unknown', 'words of its own have the same facts');

select * from finish();
rollback;
