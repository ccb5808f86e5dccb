-- What single evaluators add to a query. API: private. Called by: compile_check.

-- The number that a threshold compares: the field, without its sign, or in percent of another field or of the mean of a field.
create or replace function private.compile_threshold(rule jsonb, measure text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_of jsonb := rule -> 'percent_of';
  v_sql text := compile_threshold.measure;
begin
  if jsonb_typeof(v_of) = 'object' then
    perform private.require_keys(v_of, '{average}', 'percent_of');
    v_sql := format('100 * %s / nullif(avg(%s::numeric) over (partition by s.tenant_id), 0)', v_sql,
      private.compile_field(v_of -> 'average', 'percent_of.average'));
  elsif rule ? 'percent_of' then
    v_sql := format('100 * %s / nullif(%s::numeric, 0)', v_sql, private.compile_field(v_of, 'percent_of'));
  end if;
  if rule ? 'abs' then
    if jsonb_typeof(rule -> 'abs') <> 'boolean' then
      perform private.refuse_rule('abs', 'must be true or false');
    end if;
    if (rule -> 'abs')::boolean then
      v_sql := format('abs(%s)', v_sql);
    end if;
  end if;
  return v_sql;
end
$$;
comment on function private.compile_threshold(jsonb, text) is 'SQL for the number that a threshold compares.';
revoke all on function private.compile_threshold(jsonb, text) from public, anon, authenticated, service_role;

-- The function of an sql check must be of private, or one that the database's owner registered, so that a rule can call nothing else.
create or replace function private.compile_sql_check(rule jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_name text := rule ->> 'function';
  v_function regprocedure;
begin
  if rule ?| array['levels', 'otherwise', 'none'] then
    perform private.refuse_rule('levels', 'the function itself says what comes out of a check with the evaluator sql');
  end if;
  if jsonb_typeof(rule -> 'function') is distinct from 'string' or v_name !~ '^[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}$' then
    perform private.refuse_rule('function', 'must be the name of a function with its schema, such as private.check_something');
  end if;
  v_function := to_regprocedure(v_name || '(text, timestamptz, jsonb)');
  if v_function is null or not exists (
      select from pg_catalog.pg_proc p
      where p.oid = v_function and p.prorettype = 'jsonb'::regtype and not p.proretset
        and (p.pronamespace = 'private'::regnamespace
          or v_name in (select f.function from private.check_functions f))
    ) then
    perform private.refuse_rule('function',
      'must be of the schema private or a row of private.check_functions, take (text, timestamptz, jsonb) and return jsonb');
  end if;
  if rule ? 'arguments' and jsonb_typeof(rule -> 'arguments') <> 'object' then
    perform private.refuse_rule('arguments', 'must be an object');
  end if;
  if rule ? 'per' and rule -> 'per' not in ('"tenant"', '"platform"') then
    perform private.refuse_rule('per', 'must be tenant or platform');
  end if;
  return format($sql$
    select t.tenant_id, 0 as items, null::integer as level, 0 as matched, null::text as value, '{}'::text[] as names, a.result
    from unnest($1::text[]) t(tenant_id)
    cross join %s (select %I.%I(%s, $2, %L::jsonb) as result offset 0) a
  $sql$,
    case when rule ->> 'per' = 'platform' then '' else 'lateral' end, split_part(v_name, '.', 1), split_part(v_name, '.', 2),
    case when rule ->> 'per' = 'platform' then 'null' else 't.tenant_id' end, coalesce(rule -> 'arguments', '{}'));
end
$$;
comment on function private.compile_sql_check(jsonb) is 'The query of a check that a function answers.';
revoke all on function private.compile_sql_check(jsonb) from public, anon, authenticated, service_role;

-- What an http check asks for. The edge function that asks holds it to the rules for destinations of messages besides.
create or replace function private.require_http_request(rule jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if jsonb_typeof(rule -> 'url') is distinct from 'string' or rule ->> 'url' !~ '^https?://[^\s/@?#]+([/?][^\s#]*)?$'
    or char_length(rule ->> 'url') > 2000 then
    perform private.refuse_rule('url', 'must be an absolute URL of at most 2000 characters, with no user name in it');
  end if;
  if rule ? 'method' and rule -> 'method' not in ('"GET"', '"HEAD"', '"POST"') then
    perform private.refuse_rule('method', 'must be GET, HEAD or POST');
  end if;
  if rule ? 'headers' then
    if jsonb_typeof(rule -> 'headers') <> 'object' or exists (
      select from jsonb_each(rule -> 'headers') h
      where h.key !~ '^[A-Za-z0-9-]{1,100}$' or jsonb_typeof(h.value) <> 'string' or h.value #>> '{}' ~ '[[:cntrl:]]'
    ) then
      perform private.refuse_rule('headers', 'must be an object of header names, each with a text');
    end if;
  end if;
  if jsonb_typeof(rule -> 'body') <> 'string' or jsonb_typeof(rule -> 'body_contains') <> 'string'
    or char_length(rule ->> 'body_contains') not between 1 and 1000 then
    perform private.refuse_rule(case when jsonb_typeof(rule -> 'body') <> 'string' then 'body' else 'body_contains' end, 'must be a text');
  end if;
  if rule ? 'timeout' then
    perform private.compile_interval(rule -> 'timeout', 'timeout');
    if (rule ->> 'timeout')::interval not between interval '1 second' and interval '10 seconds' then
      perform private.refuse_rule('timeout', 'must be from 1 to 10 seconds');
    end if;
  end if;
end
$$;
comment on function private.require_http_request(jsonb) is 'Refuses an http check that could not be asked.';
revoke all on function private.require_http_request(jsonb) from public, anon, authenticated, service_role;

-- How the answer of an endpoint is judged when the rule has no levels of its own.
create or replace function private.default_http_levels()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '[
    {"where": [{"field": "error", "missing": false}], "status": "alert", "priority": "high", "message": "It did not answer."},
    {"where": [{"any_of": [{"field": "status_code", "lt": 200}, {"field": "status_code", "gte": 300}]}],
      "status": "alert", "priority": "high", "message": "It answered with an error."},
    {"where": [{"field": "body_matches", "eq": false}], "status": "alert", "priority": "high",
      "message": "Its answer does not hold the text that it should."},
    {"where": [{"field": "tls_days_left", "lt": 7}], "status": "alert", "priority": "high",
      "message": "Its certificate ends within a week."},
    {"where": [{"field": "tls_days_left", "lt": 14}], "status": "warning", "priority": "medium",
      "message": "Its certificate ends within two weeks."},
    {"where": [{"field": "latency_ms", "gt": 5000}], "status": "warning", "priority": "medium",
      "message": "It took more than 5 seconds to answer."}
  ]'::jsonb;
$$;
comment on function private.default_http_levels() is 'Levels of an http check that has none of its own.';
revoke all on function private.default_http_levels() from public, anon, authenticated, service_role;

-- A measure in words, for {value}. In PL/pgSQL, which does not plan them for each query.
create or replace function private.describe_number(measure numeric)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return trim_scale(round(describe_number.measure, 1));
end
$$;
comment on function private.describe_number(numeric) is 'A number with at most one digit after the point.';
revoke all on function private.describe_number(numeric) from public, anon, authenticated, service_role;

create or replace function private.describe_age(measure interval)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_seconds bigint := abs(extract(epoch from describe_age.measure));
  v_unit integer := case when v_seconds >= 172800 then 86400 when v_seconds >= 7200 then 3600 when v_seconds >= 120 then 60 else 1 end;
begin
  return private.describe_interval(make_interval(secs => v_seconds / v_unit * v_unit));
end
$$;
comment on function private.describe_age(interval) is 'A time in whole days, hours, minutes or seconds.';
revoke all on function private.describe_age(interval) from public, anon, authenticated, service_role;
