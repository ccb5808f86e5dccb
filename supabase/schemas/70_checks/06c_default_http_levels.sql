-- How the answer of an endpoint is judged when the rule has no levels of its own.
create or replace function private.default_http_levels()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '[
    {"where": [{"field": "error", "missing": false}], "status": "alert", "priority": "high", "message": "It did not answer ({error})."},
    {"where": [{"any_of": [{"field": "status_code", "lt": 200}, {"field": "status_code", "gte": 300}]}],
      "status": "alert", "priority": "high", "message": "It answered with the status {status_code}."},
    {"where": [{"field": "body_matches", "eq": false}], "status": "alert", "priority": "high",
      "message": "Its answer does not hold the text that it should."},
    {"where": [{"field": "tls_days_left", "lt": 7}], "status": "alert", "priority": "high",
      "message": "Its certificate ends in {tls_days_left} days: renew it."},
    {"where": [{"field": "tls_days_left", "lt": 14}], "status": "warning", "priority": "medium",
      "message": "Its certificate ends in {tls_days_left} days: renew it."},
    {"where": [{"field": "latency_ms", "gt": 5000}], "status": "warning", "priority": "medium",
      "message": "It took {latency_ms} ms to answer, more than 5 seconds."}
  ]'::jsonb;
$$;
comment on function private.default_http_levels() is 'Levels of an http check that has none of its own.';
revoke all on function private.default_http_levels() from public, anon, authenticated, service_role;
