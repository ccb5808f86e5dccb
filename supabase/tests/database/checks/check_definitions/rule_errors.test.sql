-- A rule that could not be evaluated is refused when it is written, with an error that names the key.
begin;
select plan(62);
select pg_temp.start_empty();

create function pg_temp.error_of(evaluator text, rule jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  insert into check_definitions (id, title, category, evaluator, rule) values ('tried', 'Tried', 'system', evaluator, rule);
  delete from check_definitions where id = 'tried';
  return null;
exception
  when sqlstate '22023' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail;
end
$$;
-- A count with a level, and something else in it.
create function pg_temp.error_with(rule jsonb) returns text language sql as $$
  select pg_temp.error_of('count', '{"signal": "stock", "levels": [{"status": "warning"}]}' || error_with.rule)
$$;
create function pg_temp.error_where(condition jsonb) returns text language sql as $$
  select pg_temp.error_with(jsonb_build_object('where', jsonb_build_array(error_where.condition)))
$$;
create function pg_temp.error_level(level jsonb, evaluator text default 'count') returns text language sql as $$
  select pg_temp.error_of(error_level.evaluator, jsonb_build_object('signal', 'stock', 'field', 'x', 'levels', jsonb_build_array(error_level.level))
    - case error_level.evaluator when 'count' then 'field' else '' end)
$$;
select is(pg_temp.error_with('{}'), null, 'a rule that can be evaluated is taken');
select is(pg_temp.error_of('count', '[]'), 'rule: must be an object.', 'no object');
select is(pg_temp.error_with('{"colour": 1}'), 'rule.colour: is not a key that is known here.', 'a strange key');
select is(pg_temp.error_with('{"field": "x"}'), 'rule.field: is not a key that is known here.', 'a key of another evaluator');
select is(pg_temp.error_with('{"signal": "No Name"}'), 'signal: must be the name of a signal: small letters, digits and underscores.',
  'a bad signal');
select is(pg_temp.error_of('count', '{"levels": [{"status": "ok"}]}'),
  'signal: must be the name of a signal: small letters, digits and underscores.', 'no signal');
select is(pg_temp.error_with('{"levels": []}'), 'levels: must be a list of 1 to 20 levels.', 'no levels');
select is(pg_temp.error_with('{"levels": {"status": "ok"}}'), 'levels: must be a list of 1 to 20 levels.', 'levels that are no list');
select is(pg_temp.error_with(jsonb_build_object('levels', (select jsonb_agg('{"status": "ok"}'::jsonb) from generate_series(1, 21)))),
  'levels: must be a list of 1 to 20 levels.', 'too many levels');
select is(pg_temp.error_with(jsonb_build_object('otherwise', jsonb_build_object('status', 'ok', 'message', repeat('x', 1001)))),
  'otherwise.message: must be a text of 1 to 1000 characters.', 'a long message');
select is(pg_temp.error_with('{"otherwise": {"status": "fine"}}'), 'otherwise.status: must be ok, warning, alert or error.', 'a bad status');
select is(pg_temp.error_with('{"none": {"priority": "low"}}'), 'none.status: must be ok, warning, alert or error.', 'no status');
select is(pg_temp.error_with('{"none": null, "otherwise": null}'), null, 'null is no result');
select is(pg_temp.error_with('{"on_error": {"priority": "top"}}'), 'on_error.priority: must be low, medium, high or urgent.',
  'a bad priority of errors');
select is(pg_temp.error_with('{"where": {"field": "a"}}'), 'where: must be a list of conditions.', 'conditions that are no list');
select is(pg_temp.error_where('1'), 'where[0]: must be an object.', 'a condition that is no object');
select is(pg_temp.error_where('{"field": "a"}'),
  'where[0]: must have a field and one comparison, such as {"field": "status", "eq": "open"}.', 'no comparison');
select is(pg_temp.error_where('{"field": "a", "gt": 1, "lt": 2}'),
  'where[0]: must have a field and one comparison, such as {"field": "status", "eq": "open"}.', 'two');
select is(pg_temp.error_where('{"eq": 1}'), 'where[0].eq field: must be the name of a field, such as created_at.', 'no field');
select is(pg_temp.error_where('{"field": "a''; drop table tenants; --", "eq": 1}'),
  'where[0].eq field: must be the name of a field, such as created_at.', 'a field that is no name');
select is(pg_temp.error_where('{"field": "a", "like": "x"}'), 'where[0].like: is not a key that is known here.', 'a strange comparison');
select is(pg_temp.error_where('{"field": "a", "eq": null}'), 'where[0].eq: must be a text, a number, true or false.', 'with null');
select is(pg_temp.error_where('{"field": "a", "in": []}'), 'where[0].in: must be a list of texts, numbers, true or false.', 'with no list');
select is(pg_temp.error_where('{"field": "a", "in": [[1]]}'), 'where[0].in: must be a list of texts, numbers, true or false.', 'with lists');
select is(pg_temp.error_where('{"field": "a", "gt": "1"}'), 'where[0].gt: must be a number.', 'more than a text');
select is(pg_temp.error_where('{"field": "a", "missing": "yes"}'), 'where[0].missing: must be true or false.', 'missing or what');
select is(pg_temp.error_where('{"field": "a", "anniversary": false}'), 'where[0].anniversary: must be true.', 'no anniversary');
select is(pg_temp.error_where('{"field": "a", "older_than": "soon"}'),
  'where[0].older_than: must be a duration of up to 10 years, such as "30 minutes".', 'no duration');
select is(pg_temp.error_where('{"field": "a", "older_than": 30}'),
  'where[0].older_than: must be a duration of up to 10 years, such as "30 minutes".', 'a number');
select is(pg_temp.error_where('{"field": "a", "within": "-1 day"}'),
  'where[0].within: must be a duration of up to 10 years, such as "30 minutes".', 'a negative one');
select is(pg_temp.error_where('{"field": "a", "within": "11 years"}'),
  'where[0].within: must be a duration of up to 10 years, such as "30 minutes".', 'an enormous one');
select is(pg_temp.error_where('{"field": "a", "eq": 1, "abs": true}'),
  'where[0].eq: abs is true or false, and goes with gt, gte, lt and lte.', 'abs of what is no number');
select is(pg_temp.error_where('{"any_of": []}'), 'where[0].any_of: must be a list of conditions.', 'none of several');
select is(pg_temp.error_where('{"any_of": [{"field": "a", "eq": 1}, {"field": "b"}]}'),
  'where[0].any_of[1]: must have a field and one comparison, such as {"field": "status", "eq": "open"}.', 'one of several');
select is(pg_temp.error_where('{"any_of": [{"field": "a.b", "eq": 1}, {"field": "c", "abs": true, "gt": 2}]}'), null, 'good ones are taken');
select is(pg_temp.error_level('{"status": "ok", "older_than": "1 h"}'), 'levels[0].older_than: is not a key that is known here.',
  'a measure of another evaluator');
select is(pg_temp.error_level('{"status": "ok", "count": 0}'), 'levels[0].count: must be a whole number from 1 to 1000000.', 'none');
select is(pg_temp.error_level('{"status": "ok", "total": 1.5}'), 'levels[0].total: must be a whole number from 1 to 1000000.', 'a half');
select is(pg_temp.error_level('{"status": "ok", "title": ""}'), 'levels[0].title: must be a text of 1 to 200 characters.', 'no title');
select is(pg_temp.error_level('{"status": "ok", "lt": "1"}', 'threshold'), 'levels[0].lt: must be a number.', 'less than a text');
select is(pg_temp.error_level('{"status": "ok", "expired": false}', 'expiry'), 'levels[0].expired: must be true, or be left out.', 'not expired');
select is(pg_temp.error_level('{"status": "ok", "missing": 1}', 'freshness'), 'levels[0].missing: must be true, or be left out.', 'missing');
select is(pg_temp.error_level('{"status": "ok", "aged": "x"}', 'backlog'),
  'levels[0].aged: must be a duration of up to 10 years, such as "30 minutes".', 'an age that is none');
select is(pg_temp.error_of('threshold', '{"signal": "stock", "levels": [{"status": "ok"}]}'),
  'field: must be the name of a field, such as created_at.', 'a threshold of nothing');
select is(pg_temp.error_of('threshold', '{"signal": "stock", "field": "a", "percent_of": {"sum": "b"}, "levels": [{"status": "ok"}]}'),
  'percent_of.sum: is not a key that is known here.', 'percent of what');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "count"}, "base": {"aggregate": "median"}, "levels": [{"status": "ok"}]}'),
  'base.aggregate: must be count, sum, avg, min or max.', 'an unknown aggregate');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "sum"}, "base": {"aggregate": "count"}, "levels": [{"status": "ok"}]}'),
  'current.field: goes with sum, avg, min and max, which need it, and not with count.', 'a sum of nothing');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "count", "window": "1 h"}, "base": {"aggregate": "count"}, "levels": [{"status": "ok"}]}'),
  'current.window: needs time, the field that it goes by, and time needs window.', 'a window of what');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "count", "divide_by": 0}, "base": {"aggregate": "count"}, "levels": [{"status": "ok"}]}'),
  'current.divide_by: must be more than 0.', 'a division by 0');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "count"}, "base": {"aggregate": "count", "pro_rata": {"start_hour": 9, "hours": 0}}, "levels": [{"status": "ok"}]}'),
  'base.pro_rata: is a start_hour from 0 to 23 and hours from 1 to 24.', 'a day of no hours');
select is(pg_temp.error_of('change', '{"signal": "a", "current": {"aggregate": "count"}, "base": {"aggregate": "count"}, "levels": [{"status": "ok", "where": []}]}'),
  'levels[0].where: is not a key that is known here.', 'a change of some items');
select is(pg_temp.error_of('sql', '{"function": "drop table tenants"}'),
  'function: must be the name of a function with its schema, such as private.check_something.', 'no name of a function');
select is(pg_temp.error_of('sql', '{"function": "pg_catalog.pg_sleep"}'),
  'function: must be of the schema private or a row of private.check_functions, take (text, timestamptz, jsonb) and return jsonb.',
  'a function that is not for checks');
select is(pg_temp.error_of('http', '{"url": "ftp://example.com"}'),
  'url: must be an absolute URL of at most 2000 characters, with no user name in it.', 'no http');
select is(pg_temp.error_of('http', '{"url": "https://user:secret@example.com"}'),
  'url: must be an absolute URL of at most 2000 characters, with no user name in it.', 'a password in a URL');
select is(pg_temp.error_of('http', '{"url": "https://example.com", "timeout": "1 minute"}'), 'timeout: must be from 1 to 10 seconds.', 'a minute');
select is(pg_temp.error_of('http', '{"url": "https://example.com", "headers": {"a b": "c"}}'),
  'headers: must be an object of header names, each with a text.', 'a bad header');
select throws_ok($$insert into check_definitions (id, title, category, evaluator, rule, roles) values ('a', 'A', 'system', 'http', '{"url": "https://example.com"}', '{nobody}')$$,
  '22023', 'invalid_check_roles', 'roles that are not there');
select is(pg_temp.error_level('{"status": "ok", "missing": true, "aged": "1 day"}', 'freshness'),
  'levels[0].missing: goes without older_than and aged: what was never there has no age.', 'a level that never holds');
select is(pg_temp.error_level('{"status": "ok", "missing": true}', 'backlog'), 'levels[0].missing: is not a key that is known here.',
  'what has no time does not wait');
create function pg_temp.nested(depth integer) returns jsonb language sql as $$
  select (repeat('{"any_of": [', nested.depth) || '{"field": "a", "eq": 1}' || repeat(']}', nested.depth))::jsonb;
$$;
select is(pg_temp.error_where(pg_temp.nested(5)), null, 'conditions within each other');
select is(pg_temp.error_where(pg_temp.nested(1000)),
  'where[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of: is within five others, which is the most.', 'up to five deep');

select * from finish();
rollback;
