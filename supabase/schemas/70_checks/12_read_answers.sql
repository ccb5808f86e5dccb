-- The answers of a check's query as results: which outcome of the rule it is, its priority and its words.
-- overrides: the priorities that tenants give the check. API: private. Called by: evaluate_checks. In PL/pgSQL, which plans it once.
create or replace function private.read_answers(definition public.check_definitions, answers jsonb, overrides jsonb)
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select a.tenant_id, definition.id, definition.agent, definition.category,
    o.status,
    case when o.status is not null then coalesce(
      overrides ->> a.tenant_id, o.priority, case when o.status = 'ok' then 'low' end,
      definition.default_priority
    ) end,
    coalesce(o.title, definition.title),
    left(private.fill_message(private.fill_facts(coalesce(o.message, case
      when o.status = 'ok' and not o.is_notable then 'All is well.'
      when f.facts ->> 'error' is not null then 'It did not answer ({error}).'
      when f.facts is not null then 'It answered with the status {status_code} after {latency_ms} ms.'
      when a.value is not null and a.names <> '{""}' and a.names <> '{}' then '{matched} of {count}, {value} at worst: {items}.'
      when a.value is not null then 'It is at {value}.'
      when a.names <> '{""}' and a.names <> '{}' then '{matched} of {count}: {items}.'
      else coalesce(nullif(definition.description, ''), definition.title)
    end), f.facts), coalesce(a.items, 0), coalesce(a.matched, 0), a.value, coalesce(a.names, '{}')), 1000),
    coalesce(o.data, f.facts, jsonb_build_object('count', a.items, 'matched', a.matched, 'value', a.value, 'items', to_jsonb(a.names[1:20]))),
    coalesce(a.names, '{}'), definition.action_url, definition.action_label,
    coalesce(o.is_notable, false)
  from jsonb_to_recordset(answers)
    a(tenant_id text, items integer, level integer, matched integer, value text, names text[], result jsonb, error text)
  -- What was measured of an endpoint; null for other checks.
  cross join lateral (select case when definition.evaluator = 'http' then a.result end) f(facts)
  cross join lateral (
    select case
      when a.error is not null then jsonb_build_object(
        'status', 'error',
        'priority', coalesce(definition.rule #>> '{on_error,priority}', definition.default_priority),
        'title', definition.rule #>> '{on_error,title}',
        'message', 'This check could not be made: ' || a.error, 'data', '{}'::jsonb
      )
      when definition.evaluator = 'sql' and a.result <> 'null' and (
        jsonb_typeof(a.result) <> 'object'
        or coalesce(a.result ->> 'status', '') not in ('ok', 'warning', 'alert', 'error')
        or a.result ->> 'priority' not in ('low', 'medium', 'high', 'urgent')
        or jsonb_typeof(a.result -> 'notable') not in ('boolean', 'null')
      ) then jsonb_build_object(
        'status', 'error', 'message', 'This check could not be made: its function answered with no object, or with a status, priority or notable that is not known.', 'data', '{}'::jsonb
      )
      when definition.evaluator = 'sql' then nullif(a.result, 'null')
      when definition.evaluator = 'http' and a.items = 0 then jsonb_build_object(
        'status', 'error', 'message', 'This check could not be made: nothing was measured.', 'data', '{}'::jsonb
      )
      when a.level is not null then coalesce(definition.rule -> 'levels', private.default_http_levels()) -> (a.level - 1)
      when a.items = 0 and definition.rule ? 'none' then definition.rule -> 'none'
      when definition.evaluator = 'http' and not definition.rule ? 'otherwise' then '{"status": "ok"}'
      else definition.rule -> 'otherwise'
    end
  ) e(outcome)
  cross join lateral (
    select e.outcome ->> 'status', e.outcome ->> 'priority', e.outcome ->> 'title', e.outcome ->> 'message', e.outcome -> 'data',
      e.outcome ->> 'status' <> 'ok' or a.level is not null or coalesce(e.outcome -> 'notable' = 'true', false)
  ) o(status, priority, title, message, data, is_notable);
end
$$;
comment on function private.read_answers(public.check_definitions, jsonb, jsonb) is 'Results of a check from the answers of its query.';
revoke all on function private.read_answers(public.check_definitions, jsonb, jsonb) from public, anon, authenticated, service_role;
