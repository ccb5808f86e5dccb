-- Built from supabase/schemas/70_checks by npm run build:migrations. Edit there, not here.

-- Functions outside the schema private that checks with the evaluator sql may call. Written by the database's owner only: they run
-- with their rights. Functions in private need no row.
create table if not exists private.check_functions (
  function text primary key constraint check_functions_function_form
    check (function ~ '^[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}$')
);
comment on table private.check_functions is 'Functions outside private that checks may call, such as shop.check_stock; (text, timestamptz, jsonb) returns jsonb.';
alter table private.check_functions enable row level security;
revoke all on private.check_functions from public, anon, authenticated, service_role;

-- Refuses a check's rule with the one error that all of them have; the detail begins with the key that is wrong.
-- Volatile, so that it is not called before its turn. API: private. Called by: the functions that compile rules.
create or replace function private.refuse_rule(key text, problem text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = '22023', message = 'invalid_check_rule',
    detail = format('%s: %s.', refuse_rule.key, refuse_rule.problem),
    hint = 'The forms of rules, with an example of each, are in docs/checks.md.';
end
$$;
comment on function private.refuse_rule(text, text) is 'Raises invalid_check_rule (22023) for a key of a rule.';
revoke all on function private.refuse_rule(text, text) from public, anon, authenticated, service_role;

-- Refuses what is no object, and keys that are not known: a key that is misspelt would be a condition that never counts.
create or replace function private.require_keys(object jsonb, known text[], key text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_unknown text;
begin
  if jsonb_typeof(require_keys.object) is distinct from 'object' then
    perform private.refuse_rule(require_keys.key, 'must be an object');
  end if;
  select min(k) into v_unknown from jsonb_object_keys(require_keys.object) k where k <> all (require_keys.known);
  if v_unknown is not null then
    perform private.refuse_rule(require_keys.key || '.' || v_unknown, 'is not a key that is known here');
  end if;
end
$$;
comment on function private.require_keys(jsonb, text[], text) is 'Refuses a part of a rule that is no object or has an unknown key.';
revoke all on function private.require_keys(jsonb, text[], text) from public, anon, authenticated, service_role;

-- Values of rules as SQL. Whatever comes from a rule enters as a literal, or is one of the words listed here.
-- API: private. Called by: compile_condition, compile_check.

-- The text of a field of the item s, such as "created_at" or "address.city".
create or replace function private.compile_field(field jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  if jsonb_typeof(compile_field.field) is distinct from 'string' or compile_field.field #>> '{}' !~ '^[A-Za-z_]\w{0,62}(\.[A-Za-z_]\w{0,62}){0,4}$' then
    perform private.refuse_rule(compile_field.key, 'must be the name of a field, such as created_at');
  end if;
  return format('(s.data #>> %L)', string_to_array(compile_field.field #>> '{}', '.')::text);
end
$$;
comment on function private.compile_field(jsonb, text) is 'SQL for a field of an item, as text.';
revoke all on function private.compile_field(jsonb, text) from public, anon, authenticated, service_role;

-- SQL for a number of a rule; refuses anything else, naming the key.
-- API: private. Called by: the compilers of rules.
create or replace function private.compile_number(value jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  if jsonb_typeof(compile_number.value) is distinct from 'number' then
    perform private.refuse_rule(compile_number.key, 'must be a number');
  end if;
  return format('%L::numeric', compile_number.value #>> '{}');
end
$$;
comment on function private.compile_number(jsonb, text) is 'SQL for a number of a rule.';
revoke all on function private.compile_number(jsonb, text) from public, anon, authenticated, service_role;

-- SQL for a duration of a rule, such as "24 hours"; refuses anything else, naming the key.
-- API: private. Called by: the compilers of rules.
create or replace function private.compile_interval(value jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_interval interval;
begin
  if jsonb_typeof(compile_interval.value) = 'string' then
    begin
      v_interval := (compile_interval.value #>> '{}')::interval;
    exception
      when invalid_datetime_format or datetime_field_overflow or interval_field_overflow then
        null;
    end;
  end if;
  if v_interval is null or v_interval < interval '0' or v_interval > interval '10 years' then
    perform private.refuse_rule(compile_interval.key, 'must be a duration of up to 10 years, such as "30 minutes"');
  end if;
  return format('%L::interval', compile_interval.value #>> '{}');
end
$$;
comment on function private.compile_interval(jsonb, text) is 'SQL for a duration of a rule.';
revoke all on function private.compile_interval(jsonb, text) from public, anon, authenticated, service_role;

-- A condition on an item as SQL that is true or not, never null. The item is s (tenant_id, timezone, item, data), $2 the instant.
-- API: private. Called by: compile_check.
create or replace function private.compile_condition(condition jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_operator text;
  v_value jsonb;
  v_field text;
  v_json text;
  v_number text;
  v_time text;
  v_sql text;
begin
  if jsonb_typeof(condition) = 'object' and condition ? 'any_of' then
    perform private.require_keys(condition, '{any_of}', compile_condition.key);
    if jsonb_typeof(condition -> 'any_of') <> 'array' or jsonb_array_length(condition -> 'any_of') = 0 then
      perform private.refuse_rule(compile_condition.key || '.any_of', 'must be a list of conditions');
    end if;
    if compile_condition.key ~ '(any_of.*){5}' then
      perform private.refuse_rule(compile_condition.key || '.any_of', 'is within five others, which is the most');
    end if;
    select '(' || string_agg(
      private.compile_condition(c.value, format('%s.any_of[%s]', compile_condition.key, c.position - 1)), ' or ' order by c.position
    ) || ')' into v_sql
    from jsonb_array_elements(condition -> 'any_of') with ordinality c(value, position);
    return v_sql;
  end if;

  perform private.require_keys(condition, array[
    'field', 'abs', 'eq', 'ne', 'in', 'not_in', 'gt', 'gte', 'lt', 'lte', 'missing', 'newer_than', 'older_than', 'aged', 'within',
    'upcoming', 'anniversary'
  ], compile_condition.key);
  select min(k), count(*)::text into v_operator, v_sql from jsonb_object_keys(condition) k where k not in ('field', 'abs');
  if v_sql <> '1' then
    perform private.refuse_rule(compile_condition.key, 'must have a field and one comparison, such as {"field": "status", "eq": "open"}');
  end if;
  v_value := condition -> v_operator;
  compile_condition.key := compile_condition.key || '.' || v_operator;
  v_field := private.compile_field(condition -> 'field', compile_condition.key || ' field');
  v_json := format('(s.data #> %L)', string_to_array(condition ->> 'field', '.')::text);
  v_number := v_field || '::numeric';
  v_time := v_field || '::timestamptz';
  if condition ? 'abs' then
    if v_operator not in ('gt', 'gte', 'lt', 'lte') or jsonb_typeof(condition -> 'abs') <> 'boolean' then
      perform private.refuse_rule(compile_condition.key, 'abs is true or false, and goes with gt, gte, lt and lte');
    end if;
    if (condition -> 'abs')::boolean then
      v_number := format('abs(%s)', v_number);
    end if;
  end if;

  if v_operator in ('eq', 'ne') then
    if jsonb_typeof(v_value) not in ('string', 'number', 'boolean') then
      perform private.refuse_rule(compile_condition.key, 'must be a text, a number, true or false');
    end if;
    v_sql := format(case v_operator when 'eq' then '%s is not distinct from %L::jsonb' else '%s is distinct from %L::jsonb' end,
      v_json, v_value);
  elsif v_operator in ('in', 'not_in') then
    if jsonb_typeof(v_value) <> 'array' or jsonb_array_length(v_value) = 0
      or jsonb_path_exists(v_value, 'strict $[*] ? (@.type() != "string" && @.type() != "number" && @.type() != "boolean")') then
      perform private.refuse_rule(compile_condition.key, 'must be a list of texts, numbers, true or false');
    end if;
    -- One of a list, whatever the order and however often: an array contains its elements.
    v_sql := format('coalesce(%L::jsonb @> %s, false)', v_value, v_json);
    if v_operator = 'not_in' then
      v_sql := 'not ' || v_sql;
    end if;
  elsif v_operator in ('missing', 'anniversary') then
    if jsonb_typeof(v_value) <> 'boolean' or v_operator = 'anniversary' and v_value <> 'true' then
      perform private.refuse_rule(compile_condition.key, case v_operator when 'missing' then 'must be true or false' else 'must be true' end);
    end if;
    v_sql := case v_operator
      when 'missing' then format('(%s is null) = %L::boolean', v_field, v_value)
      -- The 29th of February is kept on the 28th in years that have none.
      else format($sql$coalesce(to_char(%1$s::date, 'MM-DD') in (
        to_char($2 at time zone s.timezone, 'MM-DD'),
        case to_char($2 at time zone s.timezone + interval '1 day', 'MM-DD') when '03-01' then '02-29' end
      ), false)$sql$, v_field)
    end;
  elsif v_operator in ('gt', 'gte', 'lt', 'lte') then
    v_sql := format('coalesce(%s %s %s, false)', v_number, private.comparison_operator(v_operator),
      private.compile_number(v_value, compile_condition.key));
  else
    v_sql := format(
      case v_operator
        when 'newer_than' then 'coalesce(%1$s > $2 - %2$s, false)'
        when 'older_than' then 'coalesce(%1$s < $2 - %2$s, false)'
        when 'aged' then 'coalesce(%1$s <= $2 - %2$s, false)'
        when 'within' then 'coalesce(%1$s <= $2 + %2$s, false)'
        when 'upcoming' then 'coalesce(%1$s >= $2 and %1$s <= $2 + %2$s, false)'
      end, v_time, private.compile_interval(v_value, compile_condition.key)
    );
  end if;
  return v_sql;
end
$$;
comment on function private.compile_condition(jsonb, text) is 'SQL for a condition of a rule on an item.';
revoke all on function private.compile_condition(jsonb, text) from public, anon, authenticated, service_role;

-- The operator of SQL for gt, gte, lt and lte; null for anything else.
-- API: private. Called by: compile_condition, compile_levels.
create or replace function private.comparison_operator(name text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case comparison_operator.name when 'gt' then '>' when 'gte' then '>=' when 'lt' then '<' when 'lte' then '<=' end;
$$;
comment on function private.comparison_operator(text) is 'SQL of gt, gte, lt and lte.';
revoke all on function private.comparison_operator(text) from public, anon, authenticated, service_role;

-- All of several conditions.
create or replace function private.compile_conditions(conditions jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_sql text;
begin
  if compile_conditions.conditions is null then
    return 'true';
  end if;
  if jsonb_typeof(compile_conditions.conditions) <> 'array' then
    perform private.refuse_rule(compile_conditions.key, 'must be a list of conditions');
  end if;
  select string_agg(
    private.compile_condition(c.value, format('%s[%s]', compile_conditions.key, c.position - 1)), ' and ' order by c.position
  ) into v_sql
  from jsonb_array_elements(compile_conditions.conditions) with ordinality c(value, position);
  return coalesce(v_sql, 'true');
end
$$;
comment on function private.compile_conditions(jsonb, text) is 'SQL for a list of conditions, all of which must hold.';
revoke all on function private.compile_conditions(jsonb, text) from public, anon, authenticated, service_role;

-- Refuses what is no outcome of a check: {"status", "priority", "title", "message"}, or null for no result where that is allowed.
-- API: private. Called by: compile_levels, compile_check.
create or replace function private.require_outcome(outcome jsonb, others text[], key text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  perform private.require_keys(outcome, array['status', 'priority', 'title', 'message'] || others, require_outcome.key);
  if coalesce(outcome ->> 'status', '') not in ('ok', 'warning', 'alert', 'error') then
    perform private.refuse_rule(require_outcome.key || '.status', 'must be ok, warning, alert or error');
  end if;
  if outcome ? 'priority' and outcome -> 'priority' not in ('"low"', '"medium"', '"high"', '"urgent"') then
    perform private.refuse_rule(require_outcome.key || '.priority', 'must be low, medium, high or urgent');
  end if;
  if outcome ? 'title' and (jsonb_typeof(outcome -> 'title') <> 'string' or char_length(outcome ->> 'title') not between 1 and 200) then
    perform private.refuse_rule(require_outcome.key || '.title', 'must be a text of 1 to 200 characters');
  end if;
  if outcome ? 'message'
    and (jsonb_typeof(outcome -> 'message') <> 'string' or char_length(outcome ->> 'message') not between 1 and 1000) then
    perform private.refuse_rule(require_outcome.key || '.message', 'must be a text of 1 to 1000 characters');
  end if;
end
$$;
comment on function private.require_outcome(jsonb, text[], text) is 'Refuses a part of a rule that is no outcome.';
revoke all on function private.require_outcome(jsonb, text[], text) from public, anon, authenticated, service_role;

-- The levels of a rule as SQL, in their order: which items count for each (conditions; for change, one for all), how many of them it
-- takes, and how many items in all. measure: what m is, number, age (how long ago, if ever), waiting (how long ago),
-- remaining (how long until), or none.
-- API: private. Called by: compile_check.
create or replace function private.compile_levels(levels jsonb, measure text, allows_where boolean)
returns table (condition text, needed integer, total integer, is_ascending boolean)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_level jsonb;
  v_key text;
  v_operator text;
  v_number text;
  v_operators text[] := case compile_levels.measure
    when 'number' then array['gt', 'gte', 'lt', 'lte']
    when 'age' then array['older_than', 'aged', 'missing']
    when 'waiting' then array['older_than', 'aged']
    when 'remaining' then array['within', 'expired']
    else '{}'
  end;
begin
  if jsonb_typeof(compile_levels.levels) is distinct from 'array' or jsonb_array_length(compile_levels.levels) not between 1 and 20 then
    perform private.refuse_rule('levels', 'must be a list of 1 to 20 levels');
  end if;
  for v_level, v_key in
    select l.value, format('levels[%s]', l.position - 1)
    from jsonb_array_elements(compile_levels.levels) with ordinality l(value, position)
    order by l.position
  loop
    perform private.require_outcome(
      v_level, v_operators || case when compile_levels.allows_where then array['where', 'count', 'total'] else '{}' end, v_key
    );
    condition := private.compile_conditions(v_level -> 'where', v_key || '.where');
    is_ascending := compile_levels.measure = 'remaining' or v_level ? 'lt' or v_level ? 'lte';
    foreach v_number in array array['count', 'total'] loop
      if v_level ? v_number and (
        jsonb_typeof(v_level -> v_number) <> 'number' or (v_level -> v_number)::numeric not between 1 and 1000000
        or (v_level -> v_number)::numeric % 1 <> 0
      ) then
        perform private.refuse_rule(format('%s.%s', v_key, v_number), 'must be a whole number from 1 to 1000000');
      end if;
    end loop;
    if v_level ? 'missing' and v_level ?| array['older_than', 'aged'] then
      perform private.refuse_rule(v_key || '.missing', 'goes without older_than and aged: what was never there has no age');
    end if;
    needed := coalesce((v_level -> 'count')::integer, 1);
    total := coalesce((v_level -> 'total')::integer, 1);
    foreach v_operator in array v_operators loop
      continue when not v_level ? v_operator;
      if v_operator in ('missing', 'expired') and v_level -> v_operator <> 'true' then
        perform private.refuse_rule(format('%s.%s', v_key, v_operator), 'must be true, or be left out');
      end if;
      condition := condition || ' and ' || case v_operator
        when 'missing' then 's.measure is null'
        when 'expired' then 's.measure <= interval ''0'''
        when 'within' then 's.measure <= ' || private.compile_interval(v_level -> v_operator, format('%s.%s', v_key, v_operator))
        when 'older_than' then 's.measure > ' || private.compile_interval(v_level -> v_operator, format('%s.%s', v_key, v_operator))
        when 'aged' then 's.measure >= ' || private.compile_interval(v_level -> v_operator, format('%s.%s', v_key, v_operator))
        else format('s.measure %s %s', private.comparison_operator(v_operator),
          private.compile_number(v_level -> v_operator, format('%s.%s', v_key, v_operator)))
      end;
    end loop;
    return next;
  end loop;
end
$$;
comment on function private.compile_levels(jsonb, text, boolean) is 'SQL for the levels of a rule: who counts, and how many it takes.';
revoke all on function private.compile_levels(jsonb, text, boolean) from public, anon, authenticated, service_role;

-- One side of a change as SQL: an aggregate of the items s within a window of time. API: private. Called by: compile_check.
create or replace function private.compile_aggregate(operand jsonb, key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_aggregate text := operand ->> 'aggregate';
  v_today constant text := '(date_trunc(''day'', $2 at time zone s.timezone) at time zone s.timezone)';
  v_filter text;
  v_end text := '$2';
  v_time text;
  v_sql text;
begin
  perform private.require_keys(operand,
    array['aggregate', 'field', 'where', 'time', 'window', 'offset', 'divide_by', 'pro_rata'], compile_aggregate.key);
  if coalesce(v_aggregate, '') not in ('count', 'sum', 'avg', 'min', 'max') then
    perform private.refuse_rule(compile_aggregate.key || '.aggregate', 'must be count, sum, avg, min or max');
  end if;
  if (v_aggregate = 'count') = (operand ? 'field') then
    perform private.refuse_rule(compile_aggregate.key || '.field', 'goes with sum, avg, min and max, which need it, and not with count');
  end if;
  v_filter := private.compile_conditions(operand -> 'where', compile_aggregate.key || '.where');
  if (operand ? 'time') <> (operand ? 'window') or operand ? 'offset' and not operand ? 'window' then
    perform private.refuse_rule(compile_aggregate.key || '.window', 'needs time, the field that it goes by, and time needs window');
  end if;
  if operand ? 'window' then
    v_time := private.compile_field(operand -> 'time', compile_aggregate.key || '.time') || '::timestamptz';
    if operand -> 'offset' = '"today"' then
      v_end := v_today;
    elsif operand ? 'offset' then
      v_end := '($2 - ' || private.compile_interval(operand -> 'offset', compile_aggregate.key || '.offset') || ')';
    end if;
    v_filter := v_filter || case
      when operand -> 'window' = '"today"' then format(' and %s >= %s and %1$s <= %3$s', v_time, v_today, v_end)
      else format(' and %s > %s - %s and %1$s <= %2$s', v_time, v_end,
        private.compile_interval(operand -> 'window', compile_aggregate.key || '.window'))
    end;
  end if;
  v_sql := case v_aggregate
    when 'count' then format('(count(*) filter (where %s))::numeric', v_filter)
    when 'sum' then format('coalesce(sum(%s::numeric) filter (where %s), 0)',
      private.compile_field(operand -> 'field', compile_aggregate.key || '.field'), v_filter)
    else format('%s(%s::numeric) filter (where %s)', v_aggregate,
      private.compile_field(operand -> 'field', compile_aggregate.key || '.field'), v_filter)
  end;
  if operand ? 'divide_by' then
    v_sql := format('(%s) / %s', v_sql, private.compile_number(operand -> 'divide_by', compile_aggregate.key || '.divide_by'));
    if (operand -> 'divide_by')::numeric <= 0 then
      perform private.refuse_rule(compile_aggregate.key || '.divide_by', 'must be more than 0');
    end if;
  end if;
  if operand ? 'pro_rata' then
    perform private.require_keys(operand -> 'pro_rata', '{start_hour,hours}', compile_aggregate.key || '.pro_rata');
    v_sql := format('(%s) * least(1, greatest(0, (extract(epoch from ($2 at time zone s.timezone)::time) / 3600 - %s) / %s))', v_sql,
      private.compile_number(operand #> '{pro_rata,start_hour}', compile_aggregate.key || '.pro_rata.start_hour'),
      private.compile_number(operand #> '{pro_rata,hours}', compile_aggregate.key || '.pro_rata.hours'));
    if (operand #> '{pro_rata,start_hour}')::numeric not between 0 and 23 or (operand #> '{pro_rata,hours}')::numeric not between 1 and 24 then
      perform private.refuse_rule(compile_aggregate.key || '.pro_rata', 'is a start_hour from 0 to 23 and hours from 1 to 24');
    end if;
  end if;
  return v_sql;
end
$$;
comment on function private.compile_aggregate(jsonb, text) is 'SQL for one side of a change.';
revoke all on function private.compile_aggregate(jsonb, text) from public, anon, authenticated, service_role;

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
  -- As a CTE of its own a function of the platform is called once, whatever plan joins its answer to the tenants.
  return format(
    case when rule ->> 'per' = 'platform' then $sql$
    with a as materialized (select %1$I.%2$I(null, $2, %3$L::jsonb) as result)
    select t.tenant_id, 0 as items, null::integer as level, 0 as matched, null::text as value, '{}'::text[] as names, a.result
    from unnest($1::text[]) t(tenant_id)
    cross join a
    $sql$ else $sql$
    select t.tenant_id, 0 as items, null::integer as level, 0 as matched, null::text as value, '{}'::text[] as names, a.result
    from unnest($1::text[]) t(tenant_id)
    cross join lateral (select %1$I.%2$I(t.tenant_id, $2, %3$L::jsonb) as result offset 0) a
    $sql$ end,
    split_part(v_name, '.', 1), split_part(v_name, '.', 2), coalesce(rule -> 'arguments', '{}')
  );
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

-- A time for people, cut to whole days, hours, minutes or seconds.
-- API: private. Called by: the queries that rules are compiled to.
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

-- A check's rule as one query over many tenants, or an error that names what is wrong with the rule. Nothing in the query is text of
-- the rule but literals. It answers (tenant_id, items, level, matched, value, names, result), a row for every tenant:
--   items: how many items the rule picked;  level: the first of its levels that holds, from 1
--   matched, value, names: of the items that made the level: how many, the worst measure, at most 100 keys, worst first
--   result: what a function said, for the evaluator sql; what was measured, for http
-- Its parameters: $1 tenant ids, $2 the instant, $3 time zones of the tenants, $4 facts of http checks, $5 the check's id.
-- API: private. Called by: validate_check_definition, evaluate_check.
create or replace function private.compile_check(evaluator text, rule jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_common constant text[] := array['levels', 'otherwise', 'none', 'on_error'];
  v_measure_type text := case compile_check.evaluator
    when 'threshold' then 'number' when 'change' then 'number' when 'expiry' then 'remaining' when 'freshness' then 'age'
    when 'backlog' then 'waiting' else 'none'
  end;
  v_levels jsonb := compile_check.rule -> 'levels';
  v_source text;
  v_where text;
  v_field text;
  v_measure text := 'null::numeric';
  v_flags text;
  v_level text;
  v_matches text;
  v_is_ascending boolean;
begin
  perform private.require_keys(compile_check.rule, v_common || case compile_check.evaluator
    when 'count' then array['signal', 'where']
    when 'threshold' then array['signal', 'where', 'field', 'abs', 'percent_of']
    when 'change' then array['signal', 'where', 'current', 'base']
    when 'sql' then array['function', 'arguments', 'per']
    when 'http' then array['url', 'method', 'headers', 'body', 'timeout', 'body_contains']
    else array['signal', 'where', 'field']
  end, 'rule');
  if octet_length(compile_check.rule::text) > 16384 then
    perform private.refuse_rule('rule', 'has more than 16 kB as text');
  end if;
  if jsonb_typeof(compile_check.rule -> 'otherwise') <> 'null' then
    perform private.require_outcome(compile_check.rule -> 'otherwise', '{}', 'otherwise');
  end if;
  if jsonb_typeof(compile_check.rule -> 'none') <> 'null' then
    perform private.require_outcome(compile_check.rule -> 'none', '{}', 'none');
  end if;
  if compile_check.rule ? 'on_error' then
    perform private.require_keys(compile_check.rule -> 'on_error', '{priority,title}', 'on_error');
    perform private.require_outcome(compile_check.rule -> 'on_error' || '{"status": "error"}', '{}', 'on_error');
  end if;

  if compile_check.evaluator = 'sql' then
    return private.compile_sql_check(compile_check.rule);
  end if;
  if compile_check.evaluator = 'http' then
    perform private.require_http_request(compile_check.rule);
    v_levels := coalesce(v_levels, private.default_http_levels());
    v_source := $sql$(
      select f.value ->> 'tenantId' as tenant_id, '' as item, f.value -> 'facts' as data
      from jsonb_array_elements($4) f
      where f.value ->> 'checkId' = $5
    ) r on r.tenant_id = t.tenant_id$sql$;
  else
    if jsonb_typeof(compile_check.rule -> 'signal') is distinct from 'string'
      or compile_check.rule ->> 'signal' !~ '^[a-z][a-z0-9_]{0,62}$' then
      perform private.refuse_rule('signal', 'must be the name of a signal: small letters, digits and underscores');
    end if;
    select format('%s r on r.tenant_id = t.tenant_id', s.relation) into v_source
    from private.signal_sources s
    where s.signal = compile_check.rule ->> 'signal';
    v_source := coalesce(v_source, format('public.tenant_signals r on r.tenant_id = t.tenant_id and r.signal = %L',
      compile_check.rule ->> 'signal'));
  end if;
  v_where := private.compile_conditions(compile_check.rule -> 'where', 'where');

  if compile_check.evaluator = 'change' then
    select format('case %s end', string_agg(format('when %s then %s', l.condition, l.position), ' ' order by l.position)) into v_level
    from private.compile_levels(v_levels, 'number', false) with ordinality l(condition, needed, total, is_ascending, position);
    return format($sql$
      -- Materialized: nobody's check looks into another tenant's items, not even to find that they are no numbers.
      with picked as materialized (
        select t.timezone, r.tenant_id, r.item, r.data from unnest($1::text[], $3::text[]) t(tenant_id, timezone) join %1$s
      ),
      sides as (
        select s.tenant_id, count(*)::integer as items, %2$s as current, %3$s as base
        from picked s
        where %4$s
        group by s.tenant_id, s.timezone
      ),
      measured as (
        select k.tenant_id, k.items, 100 * (k.current - k.base) / nullif(k.base, 0) as measure from sides k
      ),
      graded as (
        select s.tenant_id, case when s.measure is null then 0 else s.items end as items, s.measure, %5$s as level from measured s
      )
      select t.tenant_id, coalesce(g.items, 0) as items, g.level, case when g.level is null then 0 else g.items end as matched,
        private.describe_number(g.measure) as value, '{}'::text[] as names, null::jsonb as result
      from unnest($1::text[]) t(tenant_id)
      left join graded g on g.tenant_id = t.tenant_id
    $sql$, v_source, private.compile_aggregate(compile_check.rule -> 'current', 'current'),
      private.compile_aggregate(compile_check.rule -> 'base', 'base'), v_where, v_level);
  end if;

  if v_measure_type <> 'none' then
    v_field := private.compile_field(compile_check.rule -> 'field', 'field');
    v_measure := case v_measure_type
      when 'number' then v_field || '::numeric'
      when 'remaining' then format('(%s::timestamptz - $2)', v_field)
      else format('($2 - %s::timestamptz)', v_field)
    end;
    -- Only a check of freshness asks about what has no time at all.
    if compile_check.evaluator <> 'freshness' then
      v_where := format('%s and %s is not null', v_where, v_field);
    end if;
    if compile_check.evaluator = 'threshold' then
      v_measure := private.compile_threshold(compile_check.rule, v_measure);
    end if;
  end if;

  select string_agg(format('(%s) as l%s', l.condition, l.position), ', ' order by l.position),
    format('case %s end', string_agg(
      format('when count(*) filter (where f.l%s) >= %s and count(*) >= %s then %1$s', l.position, l.needed, l.total), ' ' order by l.position)),
    format('case g.level %s end', string_agg(format('when %s then f.l%1$s', l.position), ' ' order by l.position)),
    (array_agg(l.is_ascending order by l.position))[1]
  into v_flags, v_level, v_matches, v_is_ascending
  from private.compile_levels(v_levels, v_measure_type, true) with ordinality l(condition, needed, total, is_ascending, position);

  return format($sql$
    -- As above.
    with picked as materialized (
      select t.timezone, r.tenant_id, r.item, r.data from unnest($1::text[], $3::text[]) t(tenant_id, timezone) join %1$s
    ),
    measured as (
      select s.*, %2$s as measure from picked s where %3$s
    ),
    -- Materialized: judged once, though asked twice.
    flagged as materialized (
      select s.tenant_id, s.item, s.measure, %4$s from measured s
    ),
    graded as (
      select f.tenant_id, count(*)::integer as items, %5$s as level from flagged f group by f.tenant_id
    ),
    matches as (
      select f.tenant_id, count(*)::integer as matched, %7$s(f.measure) as worst,
        (array_agg(f.item order by f.measure %8$s nulls first, f.item))[1:100] as names
      from flagged f
      join graded g on g.tenant_id = f.tenant_id
      where %6$s
      group by f.tenant_id
    )
    select t.tenant_id, coalesce(g.items, 0) as items, g.level, coalesce(m.matched, 0) as matched, %9$s(m.worst) as value,
      coalesce(m.names, '{}') as names, %10$s as result
    from unnest($1::text[]) t(tenant_id)
    left join graded g on g.tenant_id = t.tenant_id
    left join matches m on m.tenant_id = t.tenant_id
  $sql$, v_source, v_measure, v_where, v_flags, v_level, v_matches,
    case when v_is_ascending then 'min' else 'max' end, case when v_is_ascending then 'asc' else 'desc' end,
    case when v_measure_type in ('age', 'waiting', 'remaining') then 'private.describe_age' else 'private.describe_number' end,
    case compile_check.evaluator when 'http' then '(select p.data from picked p where p.tenant_id = t.tenant_id limit 1)' else 'null::jsonb' end);
end
$$;
comment on function private.compile_check(text, jsonb) is 'The query of a check over many tenants; invalid_check_rule for what is no rule.';
revoke all on function private.compile_check(text, jsonb) from public, anon, authenticated, service_role;

-- What is asked about tenants: a check is a row, and its rule says which facts make which result. The forms of rules are in
-- docs/checks.md. A tenant's own check takes the place of the common one with the same id.
create table if not exists public.check_definitions (
  definition_id bigint generated always as identity primary key,
  id text not null constraint check_definitions_id_form check (id ~ '^[a-z][a-z0-9_]{0,62}$'),
  tenant_id text references public.tenants (id) on delete cascade,
  title text not null constraint check_definitions_title_length check (char_length(title) between 1 and 200),
  description text not null default '' constraint check_definitions_description_length check (char_length(description) <= 2000),
  agent text not null default 'heartbase' constraint check_definitions_agent_length check (char_length(agent) between 1 and 100),
  category text not null constraint check_definitions_category_known
    check (category in ('operations', 'revenue', 'compliance', 'customers', 'marketing', 'system')),
  roles text[] not null default '{}',
  default_priority text not null default 'medium' constraint check_definitions_default_priority_known
    check (default_priority in ('low', 'medium', 'high', 'urgent')),
  default_enabled boolean not null default true,
  evaluator text not null constraint check_definitions_evaluator_known
    check (evaluator in ('threshold', 'expiry', 'freshness', 'change', 'count', 'backlog', 'sql', 'http')),
  rule jsonb not null,
  is_builtin boolean not null default false,
  action_url text constraint check_definitions_action_url_form
    check (action_url ~ '^(https?://|/)[^\s]*$' and char_length(action_url) <= 2000),
  action_label text constraint check_definitions_action_label_length check (char_length(action_label) between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint check_definitions_once unique nulls not distinct (id, tenant_id)
);
comment on table public.check_definitions is 'Checks: what is asked about tenants, and what the answer means.';
comment on column public.check_definitions.definition_id is 'Identifier of the row.';
comment on column public.check_definitions.id is 'Name of the check, such as low_stock_alerts.';
comment on column public.check_definitions.tenant_id is 'Tenant whose own check it is; null for all tenants of its roles.';
comment on column public.check_definitions.title is 'Title of its results.';
comment on column public.check_definitions.description is 'What it is about.';
comment on column public.check_definitions.agent is 'Who looks after it.';
comment on column public.check_definitions.category is 'operations, revenue, compliance, customers, marketing or system.';
comment on column public.check_definitions.roles is 'Roles of tenants that are asked; empty for all.';
comment on column public.check_definitions.default_priority is 'Priority of results that are not ok and say nothing else.';
comment on column public.check_definitions.default_enabled is 'Whether it is asked where a tenant lists no checks.';
comment on column public.check_definitions.evaluator is 'How the rule is read.';
comment on column public.check_definitions.rule is 'Which facts make which result.';
comment on column public.check_definitions.is_builtin is 'True: it came with Heartbase.';
comment on column public.check_definitions.action_url is 'Where to do something about it.';
comment on column public.check_definitions.action_label is 'What the link to it says.';
comment on column public.check_definitions.created_at is 'When it was made.';
comment on column public.check_definitions.updated_at is 'When somebody last changed it.';

create index if not exists check_definitions_tenant_id_idx on public.check_definitions (tenant_id) where tenant_id is not null;
comment on index public.check_definitions_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';

alter table public.check_definitions enable row level security;
revoke all on public.check_definitions from public, anon, authenticated, service_role;
grant select, delete on public.check_definitions to authenticated;
grant insert (
    id, tenant_id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule, action_url, action_label
  ) on public.check_definitions to authenticated;
grant update (
    title, description, agent, category, default_priority, default_enabled, evaluator, rule, action_url, action_label
  ) on public.check_definitions to authenticated;
grant select, insert, update, delete on public.check_definitions to service_role;

drop policy if exists "Users read common checks, members their tenants'" on public.check_definitions;
create policy "Users read common checks, members their tenants'" on public.check_definitions
  for select to authenticated
  using (tenant_id is null or tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
-- Functions and requests in their name are the project's to make.
drop policy if exists "Owners and admins of a tenant add its checks" on public.check_definitions;
create policy "Owners and admins of a tenant add its checks" on public.check_definitions
  for insert to authenticated
  with check (tenant_id in (select private.caller_tenants('{owner,admin}')) and evaluator not in ('sql', 'http'));
drop policy if exists "Owners and admins of a tenant change its checks" on public.check_definitions;
create policy "Owners and admins of a tenant change its checks" on public.check_definitions
  for update to authenticated
  using (tenant_id in (select private.caller_tenants('{owner,admin}')))
  with check (tenant_id in (select private.caller_tenants('{owner,admin}')) and evaluator not in ('sql', 'http'));
drop policy if exists "Owners and admins of a tenant remove its checks" on public.check_definitions;
create policy "Owners and admins of a tenant remove its checks" on public.check_definitions
  for delete to authenticated using (tenant_id in (select private.caller_tenants('{owner,admin}')));

-- Refuses a rule that could not be evaluated. Called by: trigger check_definitions_validate. SECURITY DEFINER: whoever writes a check
-- need not be able to read which signals are mapped, nor call what compiles it.
create or replace function private.validate_check_definition()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if array_ndims(new.roles) > 1 or array_position(new.roles, null) is not null
    or exists (select from unnest(new.roles) r(role) where not exists (select from public.tenant_roles k where k.role = r.role)) then
    raise exception using errcode = '22023', message = 'invalid_check_roles',
      detail = 'Roles of a check are rows of tenant_roles.', hint = 'Leave roles empty for all tenants.';
  end if;
  if tg_op = 'INSERT' and new.tenant_id is not null and not private.is_project_call()
    and (select count(*) from public.check_definitions d where d.tenant_id = new.tenant_id) >= 100 then
    raise exception using errcode = 'PT409', message = 'too_many_checks',
      detail = 'A tenant has at most 100 checks of its own.', hint = 'Remove one that is not needed any more.';
  end if;
  -- A query that cannot be prepared is refused too; it is not run.
  execute 'explain ' || private.compile_check(new.evaluator, new.rule)
    using array[]::text[], now(), array[]::text[], '[]'::jsonb, new.id;
  return new;
end
$$;
comment on function private.validate_check_definition() is 'Trigger: a check''s rule is one that can be evaluated.';
revoke all on function private.validate_check_definition() from public, anon, authenticated, service_role;

drop trigger if exists check_definitions_validate on public.check_definitions;
create trigger check_definitions_validate
  before insert or update of evaluator, rule, roles on public.check_definitions
  for each row execute function private.validate_check_definition();
drop trigger if exists check_definitions_touch on public.check_definitions;
create trigger check_definitions_touch
  before update on public.check_definitions
  for each row execute function private.touch_updated_at();

-- Refuses a check whose id, words or choices it cannot have, with an error whose detail begins with the column. The rule is
-- validate_check_definition's. Called by: trigger check_definitions_check_words, by its name before that one.
create or replace function private.validate_check_words()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_problem text := case
    when coalesce(new.id, '') !~ '^[a-z][a-z0-9_]{0,62}$' then 'id: must be a name of small letters, digits and underscores'
    when char_length(coalesce(new.title, '')) not between 1 and 200 then 'title: must be a text of 1 to 200 characters'
    when new.description is null or char_length(new.description) > 2000 then 'description: must be a text of at most 2000 characters'
    when char_length(coalesce(new.agent, '')) not between 1 and 100 then 'agent: must be a text of 1 to 100 characters'
    when coalesce(new.category, '') not in ('operations', 'revenue', 'compliance', 'customers', 'marketing', 'system')
      then 'category: must be operations, revenue, compliance, customers, marketing or system'
    when coalesce(new.default_priority, '') not in ('low', 'medium', 'high', 'urgent')
      then 'default_priority: must be low, medium, high or urgent'
    when coalesce(new.evaluator, '') not in ('threshold', 'expiry', 'freshness', 'change', 'count', 'backlog', 'sql', 'http')
      then 'evaluator: must be threshold, expiry, freshness, change, count, backlog, sql or http'
    when new.action_url !~ '^(https?://|/)[^\s]*$' or char_length(new.action_url) > 2000
      then 'action_url: must begin with https://, http:// or /, without spaces, and have at most 2000 characters'
    when char_length(new.action_label) not between 1 and 100 then 'action_label: must be a text of 1 to 100 characters'
  end;
begin
  if v_problem is not null then
    raise exception using errcode = '22023', message = 'invalid_check', detail = v_problem || '.',
      hint = 'What a check consists of is in docs/checks.md.';
  end if;
  return new;
end
$$;
comment on function private.validate_check_words() is 'Trigger: a check''s id, words and choices are ones that it can have.';
revoke all on function private.validate_check_words() from public, anon, authenticated, service_role;

drop trigger if exists check_definitions_check_words on public.check_definitions;
create trigger check_definitions_check_words
  before insert or update on public.check_definitions
  for each row execute function private.validate_check_words();

-- Order of statuses and priorities, from the best on. API: private. Called by: run_tenant_batch.
create or replace function private.status_rank(status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['ok', 'warning', 'alert', 'error'], status_rank.status);
$$;
comment on function private.status_rank(text) is 'ok 1, warning 2, alert 3, error 4.';
revoke all on function private.status_rank(text) from public, anon, authenticated, service_role;

-- Priorities in order, the least first; null for what is none.
-- API: private. Called by: judge_news, keep_insights, consolidate_tenants.
create or replace function private.priority_rank(priority text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select array_position(array['low', 'medium', 'high', 'urgent'], priority_rank.priority);
$$;
comment on function private.priority_rank(text) is 'low 1, medium 2, high 3, urgent 4.';
revoke all on function private.priority_rank(text) from public, anon, authenticated, service_role;

-- Which kinds of channel hear of a result: those that wake people only of what is worth it.
create or replace function private.channel_hears(kind text, status text, priority text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case channel_hears.kind
    when 'whatsapp' then channel_hears.priority = 'urgent'
    when 'sms' then channel_hears.priority in ('urgent', 'high')
    when 'push' then channel_hears.priority in ('urgent', 'high')
    when 'slack' then channel_hears.priority in ('urgent', 'high') or channel_hears.status in ('alert', 'error')
    else true
  end;
$$;
comment on function private.channel_hears(text, text, text) is 'Whether a kind of channel hears of results of a status and priority.';
revoke all on function private.channel_hears(text, text, text) from public, anon, authenticated, service_role;

-- Which checks are asked about tenants: those of the tenant's role and its own, if they are on. roles: of each tenant, for this once.
-- API: private. Called by: evaluate_checks, describe_claims.
create or replace function private.asked_checks(tenant_ids text[], roles text[])
returns table (tenant_id text, timezone text, priority_override text, definition_id bigint)
language sql
stable
set search_path = ''
as $$
  select c.tenant_id, c.timezone, c.priority_override, c.definition_id
  from (
    select distinct on (a.tenant_id, d.id) a.tenant_id, s.timezone, s.priority_overrides ->> d.id as priority_override,
      d.definition_id, case when s.enabled_checks is null then d.default_enabled else d.id = any (s.enabled_checks) end as is_on
    from unnest(asked_checks.tenant_ids, asked_checks.roles) a(tenant_id, role)
    join public.tenant_settings s on s.tenant_id = a.tenant_id
    join public.check_definitions d
      on (d.tenant_id is null or d.tenant_id = a.tenant_id) and (d.roles = '{}' or a.role = any (d.roles))
    -- The tenant's own check takes the place of the common one.
    order by a.tenant_id, d.id, d.tenant_id nulls last
  ) c
  where c.is_on;
$$;
comment on function private.asked_checks(text[], text[]) is 'The checks that are asked about tenants, with the priority that a tenant gives them.';
revoke all on function private.asked_checks(text[], text[]) from public, anon, authenticated, service_role;

-- The words of a message about an endpoint: {status_code}, {latency_ms}, {error} and {tls_days_left}, as they were measured. facts: null
-- for checks of other kinds, whose messages stay as they are. API: private. Called by: read_answers.
create or replace function private.fill_facts(template text, facts jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_fact text;
begin
  if fill_facts.facts is null then
    return fill_facts.template;
  end if;
  foreach v_fact in array array['status_code', 'latency_ms', 'error', 'tls_days_left'] loop
    fill_facts.template := replace(fill_facts.template, '{' || v_fact || '}', coalesce(fill_facts.facts ->> v_fact, 'unknown'));
  end loop;
  return fill_facts.template;
end
$$;
comment on function private.fill_facts(text, jsonb) is 'Fills the placeholders of a message about an endpoint.';
revoke all on function private.fill_facts(text, jsonb) from public, anon, authenticated, service_role;

-- What a check says of a tenant. status is null when it says nothing. is_notable: not plain ok, which is what a rule has for the case
-- that none of its levels holds.
do $$
begin
  if to_regtype('private.check_result') is null then
    create type private.check_result as (
      tenant_id text, check_id text, agent text, category text, status text, priority text, title text, message text, data jsonb,
      items text[], action_url text, action_label text, is_notable boolean
    );
  end if;
end
$$;

-- The words of a message: {count} items that were looked at, {matched} of which made the result, {value} the worst measure, {items} the
-- first five keys. API: private. Called by: read_answers.
create or replace function private.fill_message(template text, items integer, matched integer, value text, names text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return replace(replace(replace(replace(fill_message.template,
    '{count}', fill_message.items::text),
    '{matched}', fill_message.matched::text),
    '{value}', coalesce(fill_message.value, 'unknown')),
    '{items}', array_to_string(fill_message.names[1:5], ', ')
      || case when fill_message.matched > 5 then format(' and %s more', fill_message.matched - 5) else '' end);
end
$$;
comment on function private.fill_message(text, integer, integer, text, text[]) is 'Fills the placeholders of a message.';
revoke all on function private.fill_message(text, integer, integer, text, text[]) from public, anon, authenticated, service_role;

-- Asks one check about tenants, in one query. Raises what the query raises. API: private. Called by: ask_check.
create or replace function private.evaluate_check(
  definition public.check_definitions, tenant_ids text[], timezones text[], now_at timestamptz, http_facts jsonb
)
returns jsonb
language plpgsql
set search_path = ''
-- What has no time zone of its own is UTC.
set timezone = 'UTC'
-- A check that waits for somebody's lock is an error, not a standstill.
set lock_timeout = '1s'
as $$
declare
  v_results jsonb;
begin
  execute format('select jsonb_agg(to_jsonb(a)) from (%s) a', private.compile_check(definition.evaluator, definition.rule))
  using tenant_ids, now_at, timezones, http_facts, definition.id
  into v_results;
  return v_results;
end
$$;
comment on function private.evaluate_check(public.check_definitions, text[], text[], timestamptz, jsonb) is
  'Asks one check about tenants; the rows of its query as jsonb.';
revoke all on function private.evaluate_check(public.check_definitions, text[], text[], timestamptz, jsonb)
  from public, anon, authenticated, service_role;

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

-- Asks one check about tenants. Where that raises, about each half of them, down to the tenant for which it raises: that is its answer,
-- and the others have theirs. Halves, so that the data of one cost the others little.
-- API: private. Called by: evaluate_checks.
create or replace function private.ask_check(
  definition public.check_definitions, tenant_ids text[], timezones text[], now_at timestamptz, http_facts jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_count integer := cardinality(tenant_ids);
  v_half integer := v_count / 2;
begin
  begin
    return private.evaluate_check(definition, tenant_ids, timezones, now_at, http_facts);
  exception
    when others then
      if v_count = 1 then
        return jsonb_build_array(jsonb_build_object('tenant_id', tenant_ids[1], 'error', left(sqlstate || ' ' || sqlerrm, 500)));
      end if;
  end;
  return private.ask_check(definition, tenant_ids[:v_half], timezones[:v_half], now_at, http_facts)
    || private.ask_check(definition, tenant_ids[v_half + 1:], timezones[v_half + 1:], now_at, http_facts);
end
$$;
comment on function private.ask_check(public.check_definitions, text[], text[], timestamptz, jsonb) is
  'Asks one check about tenants; where it raises, the error is the answer of that tenant.';
revoke all on function private.ask_check(public.check_definitions, text[], text[], timestamptz, jsonb)
  from public, anon, authenticated, service_role;

-- Asks all checks of tenants, each check in one query over all tenants that it is asked about. A check that raises is a result of status
-- error for the tenants for which it does, and the others go on. A row for every check that was asked.
-- roles: of each tenant. http_facts: what the edge function measured, [{"tenantId", "checkId", "facts"}].
-- own_budget: how long the checks of a tenant's own may take together. None is begun after that: tenants write them, and others wait.
-- API: private. Called by: run_tenant_batch.
create or replace function private.evaluate_checks(
  tenant_ids text[], roles text[], now_at timestamptz default now(), http_facts jsonb default '[]',
  own_budget interval default '2 seconds'
)
returns setof private.check_result
language plpgsql
set search_path = ''
as $$
declare
  v_asked record;
  v_answers jsonb;
  v_began_at timestamptz;
  v_spent jsonb := '{}'::jsonb;
  v_owner text;
begin
  for v_asked in
    select d as definition, array_agg(a.tenant_id order by a.tenant_id) as tenant_ids,
      array_agg(a.timezone order by a.tenant_id) as timezones, jsonb_object_agg(a.tenant_id, a.priority_override) as overrides
    from private.asked_checks(evaluate_checks.tenant_ids, evaluate_checks.roles) a
    join public.check_definitions d on d.definition_id = a.definition_id
    group by d.definition_id
    order by d.definition_id
  loop
    v_owner := (v_asked.definition).tenant_id;
    if coalesce((v_spent ->> v_owner)::interval > own_budget, false) then
      v_answers := jsonb_build_array(jsonb_build_object('tenant_id', v_owner, 'error', format(
        'the tenant''s own checks before it took more than %s together. Report fewer items, or simplify them.',
        private.describe_interval(own_budget)
      )));
    else
      v_began_at := clock_timestamp();
      v_answers := private.ask_check(v_asked.definition, v_asked.tenant_ids, v_asked.timezones, now_at, http_facts);
      if v_owner is not null then
        v_spent := v_spent || jsonb_build_object(
          v_owner, coalesce((v_spent ->> v_owner)::interval, '0') + (clock_timestamp() - v_began_at)
        );
      end if;
    end if;
    return query select r.* from private.read_answers(v_asked.definition, v_answers, v_asked.overrides) r;
  end loop;
end
$$;
comment on function private.evaluate_checks(text[], text[], timestamptz, jsonb, interval) is
  'Asks all checks of tenants; a row for each, of status error for one that raised.';
revoke all on function private.evaluate_checks(text[], text[], timestamptz, jsonb, interval) from public, anon, authenticated, service_role;

-- One row each time that a tenant was looked at: its heartbeat. Only results that are not plain ok are kept.
create table if not exists public.heartbeat_executions (
  execution_id uuid primary key default gen_random_uuid(),
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  role text not null,
  forced boolean not null default false,
  started_at timestamptz not null,
  completed_at timestamptz not null,
  checks_run integer not null,
  results_count integer not null,
  notifiable_count integer not null,
  suppressed_count integer not null,
  overall_status text not null constraint heartbeat_executions_overall_status_known
    check (overall_status in ('all_clear', 'has_warnings', 'has_alerts', 'has_errors')),
  notifications_sent integer not null,
  duration_ms integer not null,
  results jsonb not null default '[]',
  remediations jsonb not null default '[]',
  alert_id uuid references public.guardian_alerts (id) on delete set null
);
comment on table public.heartbeat_executions is 'Every time that a tenant was looked at. Its members read them.';
comment on column public.heartbeat_executions.execution_id is 'Identifier of the execution.';
comment on column public.heartbeat_executions.tenant_id is 'The tenant.';
comment on column public.heartbeat_executions.user_id is 'For whom: the tenant''s first owner, or whoever was named.';
comment on column public.heartbeat_executions.role is 'As what kind of tenant.';
comment on column public.heartbeat_executions.forced is 'True: it was not due.';
comment on column public.heartbeat_executions.started_at is 'When it was claimed.';
comment on column public.heartbeat_executions.completed_at is 'When its results were recorded.';
comment on column public.heartbeat_executions.checks_run is 'Checks that were asked.';
comment on column public.heartbeat_executions.results_count is 'Checks that had something to say.';
comment on column public.heartbeat_executions.notifiable_count is 'Results that are news.';
comment on column public.heartbeat_executions.suppressed_count is 'Results that are not plain ok and not told: known already, it is quiet hours, or something is being done.';
comment on column public.heartbeat_executions.overall_status is 'all_clear, has_warnings, has_alerts or has_errors.';
comment on column public.heartbeat_executions.notifications_sent is 'Messages that were enqueued or shown.';
comment on column public.heartbeat_executions.duration_ms is 'How long the evaluation took, with that of others in the same batch.';
comment on column public.heartbeat_executions.results is 'Results that are not plain ok.';
comment on column public.heartbeat_executions.remediations is 'What was done about them, and whether it helped.';
comment on column public.heartbeat_executions.alert_id is 'The alert that tells of the news, if any channel hears of it.';

create index if not exists heartbeat_executions_tenant_id_started_at_idx on public.heartbeat_executions (tenant_id, started_at desc);
comment on index public.heartbeat_executions_tenant_id_started_at_idx is
  'Serves a tenant''s history, newest first, tenant_health, row level security and the foreign key.';
create index if not exists heartbeat_executions_started_at_idx on public.heartbeat_executions using brin (started_at);
comment on index public.heartbeat_executions_started_at_idx is 'Serves prune_executions.';
create index if not exists heartbeat_executions_user_id_idx on public.heartbeat_executions (user_id) where user_id is not null;
comment on index public.heartbeat_executions_user_id_idx is 'Serves the foreign key.';
create index if not exists heartbeat_executions_alert_id_idx on public.heartbeat_executions (alert_id) where alert_id is not null;
comment on index public.heartbeat_executions_alert_id_idx is 'Serves the foreign key.';

alter table public.heartbeat_executions enable row level security;
revoke all on public.heartbeat_executions from public, anon, authenticated, service_role;
grant select on public.heartbeat_executions to authenticated;
grant select, insert, update, delete on public.heartbeat_executions to service_role;

drop policy if exists "Members and admins read executions" on public.heartbeat_executions;
create policy "Members and admins read executions" on public.heartbeat_executions
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- Every time that a tenant could not be looked at.
create table if not exists public.heartbeat_failures (
  id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  execution_id uuid,
  kind text not null constraint heartbeat_failures_kind_known check (kind in ('run', 'abandoned', 'recovery')),
  message text not null,
  occurred_at timestamptz not null default now(),
  recovered_at timestamptz
);
comment on table public.heartbeat_failures is 'Executions of tenants that failed. Their members read them.';
comment on column public.heartbeat_failures.id is 'Identifier of the failure.';
comment on column public.heartbeat_failures.tenant_id is 'The tenant.';
comment on column public.heartbeat_failures.execution_id is 'The execution that failed; it has no row of its own.';
comment on column public.heartbeat_failures.kind is 'run: it raised; abandoned: it was never finished; recovery: it was tried again, in vain.';
comment on column public.heartbeat_failures.message is 'What went wrong.';
comment on column public.heartbeat_failures.occurred_at is 'When.';
comment on column public.heartbeat_failures.recovered_at is 'When the tenant was next looked at.';

create index if not exists heartbeat_failures_tenant_id_occurred_at_idx on public.heartbeat_failures (tenant_id, occurred_at desc);
comment on index public.heartbeat_failures_tenant_id_occurred_at_idx is
  'Serves tenant_health, the failures of a tenant, row level security and the foreign key.';
create index if not exists heartbeat_failures_occurred_at_idx on public.heartbeat_failures (occurred_at);
comment on index public.heartbeat_failures_occurred_at_idx is 'Serves prune_executions.';

alter table public.heartbeat_failures enable row level security;
revoke all on public.heartbeat_failures from public, anon, authenticated, service_role;
grant select on public.heartbeat_failures to authenticated;
grant select, insert, update, delete on public.heartbeat_failures to service_role;

drop policy if exists "Members and admins read failures" on public.heartbeat_failures;
create policy "Members and admins read failures" on public.heartbeat_failures
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- What an execution told, by kind of channel: a message in the outbox, or, for the dashboard, the results themselves. A kind that the
-- tenant wants and has no channel of is here too, so that nothing is dropped without a word.
create table if not exists public.heartbeat_notifications (
  id bigint generated always as identity primary key,
  execution_id uuid not null references public.heartbeat_executions (execution_id) on delete cascade,
  tenant_id text not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  channel text not null,
  notification_id uuid references public.notifications (id) on delete set null,
  outcome text not null constraint heartbeat_notifications_outcome_known check (outcome in ('shown', 'queued', 'no_channel')),
  reason text,
  results jsonb not null default '[]',
  created_at timestamptz not null default now(),
  read_at timestamptz
);
comment on table public.heartbeat_notifications is 'What executions told, by channel. Members of the tenant read them.';
comment on column public.heartbeat_notifications.id is 'Identifier of the row.';
comment on column public.heartbeat_notifications.execution_id is 'The execution.';
comment on column public.heartbeat_notifications.tenant_id is 'The tenant.';
comment on column public.heartbeat_notifications.user_id is 'For whom.';
comment on column public.heartbeat_notifications.channel is 'Kind of channel: dashboard, email, slack …';
comment on column public.heartbeat_notifications.notification_id is 'The message in the outbox, which knows whether it arrived.';
comment on column public.heartbeat_notifications.outcome is 'shown on the dashboard, queued in the outbox, or no_channel of that kind.';
comment on column public.heartbeat_notifications.reason is 'Why no channel of the kind got it; null when one did.';
comment on column public.heartbeat_notifications.results is 'What the dashboard shows.';
comment on column public.heartbeat_notifications.created_at is 'When.';
comment on column public.heartbeat_notifications.read_at is 'When somebody read it on the dashboard.';

create index if not exists heartbeat_notifications_execution_id_idx on public.heartbeat_notifications (execution_id);
comment on index public.heartbeat_notifications_execution_id_idx is 'Serves what an execution told, and the foreign key.';
create index if not exists heartbeat_notifications_tenant_id_created_at_idx
  on public.heartbeat_notifications (tenant_id, created_at desc);
comment on index public.heartbeat_notifications_tenant_id_created_at_idx is
  'Serves the dashboard, newest first, row level security and the foreign key.';
create index if not exists heartbeat_notifications_user_id_idx on public.heartbeat_notifications (user_id) where user_id is not null;
comment on index public.heartbeat_notifications_user_id_idx is 'Serves the foreign key.';
create index if not exists heartbeat_notifications_notification_id_idx
  on public.heartbeat_notifications (notification_id) where notification_id is not null;
comment on index public.heartbeat_notifications_notification_id_idx is 'Serves the foreign key.';

alter table public.heartbeat_notifications enable row level security;
revoke all on public.heartbeat_notifications from public, anon, authenticated, service_role;
grant select on public.heartbeat_notifications to authenticated;
grant update (read_at) on public.heartbeat_notifications to authenticated;
grant select, insert, update, delete on public.heartbeat_notifications to service_role;

drop policy if exists "Members and admins read what was told" on public.heartbeat_notifications;
create policy "Members and admins read what was told" on public.heartbeat_notifications
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));
drop policy if exists "Members mark what they read" on public.heartbeat_notifications;
create policy "Members mark what they read" on public.heartbeat_notifications
  for update to authenticated
  using (tenant_id in (select private.caller_tenants('{owner,admin,member}')))
  with check (tenant_id in (select private.caller_tenants('{owner,admin,member}')));

-- What is going on with tenants now, and what was told of it: a row for every check whose result is not plain ok. It is gone when the
-- check is well and that was told.
create table if not exists public.tenant_check_states (
  tenant_id text not null references public.tenants (id) on delete cascade,
  check_id text not null,
  status text not null,
  priority text not null,
  title text not null,
  message text not null,
  data jsonb not null default '{}',
  items text[] not null default '{}',
  since timestamptz not null,
  told_at timestamptz,
  told_status text,
  told_priority text,
  recovered_at timestamptz,
  remediation jsonb,
  primary key (tenant_id, check_id)
);
comment on table public.tenant_check_states is 'Checks of tenants whose result is not plain ok, and what was told. Members read them.';
comment on column public.tenant_check_states.tenant_id is 'The tenant.';
comment on column public.tenant_check_states.check_id is 'The check.';
comment on column public.tenant_check_states.status is 'Status of the last result.';
comment on column public.tenant_check_states.priority is 'Priority of the last result.';
comment on column public.tenant_check_states.title is 'Title of the last result.';
comment on column public.tenant_check_states.message is 'Message of the last result.';
comment on column public.tenant_check_states.data is 'Facts of the last result.';
comment on column public.tenant_check_states.items is 'Keys of the items that were told of.';
comment on column public.tenant_check_states.since is 'Since when it is not plain ok.';
comment on column public.tenant_check_states.told_at is 'When it was last told; null if it was not yet.';
comment on column public.tenant_check_states.told_status is 'Status that was told.';
comment on column public.tenant_check_states.told_priority is 'Priority that was told.';
comment on column public.tenant_check_states.recovered_at is 'Since when it is well again, while that waits for the end of quiet hours.';
comment on column public.tenant_check_states.remediation is 'What was last done about it, and whether it helped.';

alter table public.tenant_check_states enable row level security;
revoke all on public.tenant_check_states from public, anon, authenticated, service_role;
grant select on public.tenant_check_states to authenticated;
grant select, insert, update, delete on public.tenant_check_states to service_role;

drop policy if exists "Members and admins read states of checks" on public.tenant_check_states;
create policy "Members and admins read states of checks" on public.tenant_check_states
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- When each tenant is next looked at, and who is doing it: the lease of an execution. Apart from the settings, so that people who edit
-- those and executions do not wait for each other.
create table if not exists private.tenant_run_states (
  tenant_id text primary key references public.tenants (id) on delete cascade,
  next_run_at timestamptz not null default '-infinity',
  execution_id uuid,
  claimed_at timestamptz,
  lease_expires_at timestamptz,
  user_id uuid,
  role text,
  forced boolean not null default false,
  -- Somebody asked for a look: when and who last did, and whether nobody has leased it since.
  asked_at timestamptz,
  asked_by uuid,
  is_asked boolean not null default false
) with (fillfactor = 70);
comment on table private.tenant_run_states is 'When tenants are due, and the leases of executions that are under way.';
alter table private.tenant_run_states enable row level security;
revoke all on private.tenant_run_states from public, anon, authenticated, service_role;

create index if not exists tenant_run_states_next_run_at_idx on private.tenant_run_states (next_run_at);
comment on index private.tenant_run_states_next_run_at_idx is 'Serves claim_due_tenants: who is due.';
create unique index if not exists tenant_run_states_execution_id_idx
  on private.tenant_run_states (execution_id) where execution_id is not null;
comment on index private.tenant_run_states_execution_id_idx is 'Serves run_tenants and the sweep of leases: who is being looked at.';

-- Every tenant can be due. Called by: trigger tenants_add_run_state. SECURITY DEFINER: the service role makes tenants, and does not see
-- this table.
create or replace function private.add_tenant_run_state()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.tenant_run_states (tenant_id) select n.id from new_tenants n;
  return null;
end
$$;
comment on function private.add_tenant_run_state() is 'Trigger: a new tenant is due.';
revoke all on function private.add_tenant_run_state() from public, anon, authenticated, service_role;

drop trigger if exists tenants_add_run_state on public.tenants;
create trigger tenants_add_run_state
  after insert on public.tenants
  referencing new table as new_tenants
  for each statement execute function private.add_tenant_run_state();

-- A shorter interval counts from the last execution on. Called by: trigger tenant_settings_reschedule. SECURITY DEFINER: as above.
create or replace function private.reschedule_tenant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update private.tenant_run_states r
  set next_run_at = least(r.next_run_at, date_trunc('minute', new.last_run_at) + make_interval(mins => new.interval_minutes))
  where r.tenant_id = new.tenant_id;
  return null;
end
$$;
comment on function private.reschedule_tenant() is 'Trigger: a changed interval counts at once.';
revoke all on function private.reschedule_tenant() from public, anon, authenticated, service_role;

drop trigger if exists tenant_settings_reschedule on public.tenant_settings;
create trigger tenant_settings_reschedule
  after update on public.tenant_settings
  for each row
  when (old.interval_minutes is distinct from new.interval_minutes)
  execute function private.reschedule_tenant();

-- Leases tenants that are due, each to one caller, and returns the ids of their executions. Due are tenants that are enabled, not
-- paused, old enough, within their active hours, and whose interval has passed; and those for which somebody asked, forced, whatever
-- their interval, hours and age. Leases that ended without an execution become
-- failures, and their tenants are due again; so do remediations that were not finished. Once an hour tenants that have no row are looked for.
-- API: private. Called by: claim_tenants.
create or replace function private.claim_due_tenants(now_at timestamptz default now(), max_rows integer default 50)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_lease interval := private.get_interval_setting('heartbeat_lease');
  v_minimum_age interval := private.get_interval_setting('tenant_minimum_age');
  v_claimed uuid[];
begin
  perform private.adopt_tenants_hourly(claim_due_tenants.now_at);
  perform private.sweep_remediations(claim_due_tenants.now_at);

  with ended as (
    select r.tenant_id, r.execution_id
    from private.tenant_run_states r
    where r.execution_id is not null and r.lease_expires_at <= claim_due_tenants.now_at
    order by r.tenant_id
    for no key update skip locked
  ),
  released as (
    update private.tenant_run_states r
    set execution_id = null, claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
    from ended e
    where r.tenant_id = e.tenant_id
  )
  insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
  select e.tenant_id, e.execution_id, 'abandoned', 'The execution was begun and never finished.', claim_due_tenants.now_at from ended e;

  with due as (
    select r.tenant_id, t.role, r.is_asked, case when r.is_asked then r.asked_by end as asked_by
    from private.tenant_run_states r
    join public.tenants t on t.id = r.tenant_id
    join public.tenant_settings s on s.tenant_id = r.tenant_id
    where r.next_run_at <= claim_due_tenants.now_at and r.execution_id is null
      and not t.paused and s.enabled and (
        r.is_asked
        or t.created_at <= claim_due_tenants.now_at - v_minimum_age
        and coalesce(private.is_hour_within(claim_due_tenants.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true)
      )
    order by r.next_run_at, r.tenant_id
    limit claim_due_tenants.max_rows
    for no key update of r skip locked
  ),
  claimed as (
    update private.tenant_run_states r
    set execution_id = gen_random_uuid(), claimed_at = claim_due_tenants.now_at,
        lease_expires_at = claim_due_tenants.now_at + v_lease, role = d.role, forced = d.is_asked, is_asked = false,
        user_id = coalesce(d.asked_by, (
          select m.user_id from public.tenant_members m
          where m.tenant_id = d.tenant_id and m.role = 'owner'
          order by m.created_at, m.user_id
          limit 1
        ))
    from due d
    where r.tenant_id = d.tenant_id
    returning r.execution_id
  )
  select array_agg(c.execution_id) into v_claimed from claimed c;
  return coalesce(v_claimed, '{}');
end
$$;
comment on function private.claim_due_tenants(timestamptz, integer) is 'Leases tenants that are due; returns the ids of their executions.';
revoke all on function private.claim_due_tenants(timestamptz, integer) from public, anon, authenticated, service_role;

-- Claims as whoever runs them needs them, with the http checks that the edge function is to ask. API: private. Called by: claim_tenants,
-- claim_tenant.
create or replace function private.describe_claims(execution_ids uuid[])
returns jsonb
language sql
stable
set search_path = ''
as $$
  with claims as materialized (
    select r.* from private.tenant_run_states r where r.execution_id = any (describe_claims.execution_ids)
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'executionId', c.execution_id, 'tenantId', c.tenant_id, 'userId', c.user_id, 'role', c.role, 'forced', c.forced,
    'leaseExpiresAt', c.lease_expires_at, 'httpChecks', coalesce(h.checks, '[]')
  ) order by c.next_run_at, c.tenant_id), '[]')
  from claims c
  left join (
    select a.tenant_id, jsonb_agg(jsonb_build_object(
      'checkId', d.id, 'rule', d.rule - array['levels', 'otherwise', 'none', 'on_error']
    ) order by d.id) as checks
    from private.asked_checks(array(select k.tenant_id from claims k order by k.tenant_id),
      array(select k.role from claims k order by k.tenant_id)) a
    join public.check_definitions d on d.definition_id = a.definition_id and d.evaluator = 'http'
    group by a.tenant_id
  ) h on h.tenant_id = c.tenant_id;
$$;
comment on function private.describe_claims(uuid[]) is 'Leased executions with the http checks to ask, as jsonb.';
revoke all on function private.describe_claims(uuid[]) from public, anon, authenticated, service_role;

-- Leases tenants that are due: [{"executionId", "tenantId", "userId", "role", "forced", "leaseExpiresAt", "httpChecks"}]. Whoever
-- claims asks the http checks, and calls run_tenants before the lease ends.
-- API: service role. Called by: the edge function heartbeat. SECURITY DEFINER: leases are private.
create or replace function public.claim_tenants(p_limit integer default 50)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_execution_ids uuid[];
begin
  if p_limit is null or p_limit not between 1 and 500 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 500.', hint = 'Leave it out for 50.';
  end if;
  v_execution_ids := private.claim_due_tenants(now(), p_limit);
  return private.describe_claims(v_execution_ids);
end
$$;
comment on function public.claim_tenants(integer) is 'Leases tenants that are due, with the http checks to ask for each.';
revoke all on function public.claim_tenants(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_tenants(integer) to service_role;

-- Leases one tenant; forced, whatever its interval, hours and age. Returns the id of the execution.
-- API: private. Called by: claim_tenant, and whatever recovers tenants.
create or replace function private.claim_one_tenant(
  tenant_id text, user_id uuid, role text, force boolean, now_at timestamptz default now()
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_tenant record;
  v_execution_id uuid := gen_random_uuid();
begin
  select t.role, t.paused, s.enabled, r.execution_id, r.lease_expires_at, r.next_run_at, t.created_at,
    coalesce(private.is_hour_within(claim_one_tenant.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true) as is_active
  into v_tenant
  from private.tenant_run_states r
  join public.tenants t on t.id = r.tenant_id
  join public.tenant_settings s on s.tenant_id = r.tenant_id
  where r.tenant_id = claim_one_tenant.tenant_id
  for no key update of r;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass an id of the table tenants.';
  end if;
  if claim_one_tenant.role is not null and not exists (select from public.tenant_roles k where k.role = claim_one_tenant.role) then
    raise exception using errcode = '22023', message = 'invalid_tenant_role',
      detail = format('%L is not a role of tenants.', claim_one_tenant.role), hint = 'Leave it out for the tenant''s own.';
  end if;
  if claim_one_tenant.user_id is not null and not exists (select from auth.users u where u.id = claim_one_tenant.user_id) then
    raise exception using errcode = 'PT404', message = 'user_not_found',
      detail = 'There is no user with this id.', hint = 'Leave it out for the tenant''s first owner.';
  end if;
  if v_tenant.paused or not v_tenant.enabled then
    raise exception using errcode = 'PT409', message = 'tenant_paused',
      detail = 'The tenant is paused, or its settings say that it is not looked at.', hint = 'Resume it first.';
  end if;
  if v_tenant.execution_id is not null and v_tenant.lease_expires_at > claim_one_tenant.now_at then
    raise exception using errcode = 'PT409', message = 'tenant_busy',
      detail = 'The tenant is being looked at right now.', hint = 'Read its next row in heartbeat_executions.';
  end if;
  if not claim_one_tenant.force and (
      v_tenant.next_run_at > claim_one_tenant.now_at or not v_tenant.is_active
      or v_tenant.created_at > claim_one_tenant.now_at - private.get_interval_setting('tenant_minimum_age')
    ) then
    raise exception using errcode = 'PT409', message = 'tenant_not_due',
      detail = 'Its interval has not passed, it is outside its active hours, or it is too new.', hint = 'Force it to look now.';
  end if;
  if v_tenant.execution_id is not null then
    insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
    values (claim_one_tenant.tenant_id, v_tenant.execution_id, 'abandoned', 'The execution was begun and never finished.',
      claim_one_tenant.now_at);
  end if;
  update private.tenant_run_states r
  set execution_id = v_execution_id, claimed_at = claim_one_tenant.now_at,
      lease_expires_at = claim_one_tenant.now_at + private.get_interval_setting('heartbeat_lease'),
      role = coalesce(claim_one_tenant.role, v_tenant.role), forced = claim_one_tenant.force, is_asked = false,
      user_id = coalesce(claim_one_tenant.user_id, (
        select m.user_id from public.tenant_members m
        where m.tenant_id = claim_one_tenant.tenant_id and m.role = 'owner'
        order by m.created_at, m.user_id
        limit 1
      ))
  where r.tenant_id = claim_one_tenant.tenant_id;
  return v_execution_id;
end
$$;
comment on function private.claim_one_tenant(text, uuid, text, boolean, timestamptz) is 'Leases one tenant; returns the id of the execution.';
revoke all on function private.claim_one_tenant(text, uuid, text, boolean, timestamptz) from public, anon, authenticated, service_role;

-- Leases one tenant, as claim_tenants answers. p_role: as another kind of tenant, for this once. p_force: whether it is due or not.
-- API: service role. Called by: the edge function heartbeat. SECURITY DEFINER: leases are private.
-- Errors: tenant_not_found, user_not_found (404), invalid_tenant_role (22023), tenant_paused, tenant_busy, tenant_not_due (409).
create or replace function public.claim_tenant(
  p_tenant_id text, p_user_id uuid default null, p_role text default null, p_force boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_execution_id uuid := private.claim_one_tenant(p_tenant_id, p_user_id, p_role, coalesce(p_force, false));
begin
  return private.describe_claims(array[v_execution_id]) -> 0;
end
$$;
comment on function public.claim_tenant(text, uuid, text, boolean) is 'Leases one tenant, with the http checks to ask.';
revoke all on function public.claim_tenant(text, uuid, text, boolean) from public, anon, authenticated, service_role;
grant execute on function public.claim_tenant(text, uuid, text, boolean) to service_role;

-- A result as clients know it. channels: the kinds that hear of it. API: private. Called by: run_tenant_batch.
create or replace function private.describe_result(
  result private.check_result, now_at timestamptz, channels text[] default '{}', recovered boolean default false
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'checkId', (describe_result.result).check_id, 'agent', (describe_result.result).agent,
    'category', (describe_result.result).category, 'status', (describe_result.result).status,
    'priority', (describe_result.result).priority, 'title', (describe_result.result).title,
    'message', (describe_result.result).message, 'actionUrl', (describe_result.result).action_url,
    'actionLabel', (describe_result.result).action_label
  )) || jsonb_build_object(
    'data', coalesce((describe_result.result).data, '{}'), 'timestamp', describe_result.now_at,
    'recovered', describe_result.recovered, 'channels', to_jsonb(describe_result.channels)
  );
$$;
comment on function private.describe_result(private.check_result, timestamptz, text[], boolean) is 'A result of a check as jsonb.';
revoke all on function private.describe_result(private.check_result, timestamptz, text[], boolean)
  from public, anon, authenticated, service_role;

-- Such as 2 alerts; null for none. API: private. Called by: describe_news.
create or replace function private.count_of(count bigint, noun text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when count_of.count > 0 then format('%s %s%s', count_of.count, count_of.noun, case when count_of.count > 1 then 's' end) end;
$$;
comment on function private.count_of(bigint, text) is 'Such as 2 alerts; null for none.';
revoke all on function private.count_of(bigint, text) from public, anon, authenticated, service_role;

-- News of an execution in short: how grave, how grave with what is well again as it was, in words, how many of each priority, and which kinds of channel but the dashboard hear of it.
-- Without news: all clear, for the kinds that hear everything. API: private. Called by: run_tenant_batch.
create or replace function private.describe_news(news jsonb, channels text[])
returns table (severity text, gravest_severity text, words text, counts jsonb, channel_kinds jsonb)
language sql
immutable
set search_path = ''
as $$
  select case
      when count(*) filter (where n.status in ('alert', 'error') and n.priority in ('high', 'urgent')) > 0 then 'critical'
      when count(*) filter (where n.status <> 'ok') > 0 then 'warning'
      else 'info'
    end,
    case
      when count(*) filter (where coalesce(n.was, n.status) in ('alert', 'error') and n.priority in ('high', 'urgent')) > 0 then 'critical'
      when count(*) filter (where coalesce(n.was, n.status) <> 'ok') > 0 then 'warning'
      else 'info'
    end,
    coalesce(concat_ws(', ',
      private.count_of(count(*) filter (where n.status = 'error'), 'error'),
      private.count_of(count(*) filter (where n.status = 'alert'), 'alert'),
      private.count_of(count(*) filter (where n.status = 'warning'), 'warning'),
      private.count_of(count(*) filter (where n.status = 'ok' and not n.recovered), 'notice'),
      case when count(*) filter (where n.recovered) > 0 then count(*) filter (where n.recovered) || ' well again' end,
      case when count(n.status) = 0 then 'all clear' end
    ), ''),
    jsonb_build_object(
      'urgent', count(*) filter (where n.priority = 'urgent'), 'high', count(*) filter (where n.priority = 'high'),
      'medium', count(*) filter (where n.priority = 'medium'), 'low', count(*) filter (where n.priority = 'low')
    ),
    coalesce((
      select jsonb_agg(c.kind order by c.kind)
      from unnest(describe_news.channels) c(kind)
      where c.kind <> 'dashboard' and case
        when describe_news.news = '[]' then private.channel_hears(c.kind, 'ok', 'low')
        else exists (select from jsonb_array_elements(describe_news.news) e where e -> 'channels' ? c.kind)
      end
    ), '[]')
  from jsonb_to_recordset(describe_news.news) n(status text, was text, priority text, recovered boolean);
$$;
comment on function private.describe_news(jsonb, text[]) is 'Severity, words, counts and kinds of channel of the news of an execution.';
revoke all on function private.describe_news(jsonb, text[]) from public, anon, authenticated, service_role;

-- What was last done about a check, in words. remediation: as tenant_check_states keeps it; null for nothing.
-- API: private. Called by: judge_news, note_remediations.
create or replace function private.describe_remediation(remediation jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select format('The remediation %s %s at %s%s', describe_remediation.remediation ->> 'action',
    case describe_remediation.remediation ->> 'status' when 'succeeded' then 'ran' else 'failed' end,
    to_char((describe_remediation.remediation ->> 'at')::timestamptz at time zone 'UTC', 'HH24:MI "UTC"'),
    coalesce(': ' || rtrim(describe_remediation.remediation ->> 'error', '.'), '') || '.')
  where describe_remediation.remediation is not null;
$$;
comment on function private.describe_remediation(jsonb) is 'What was last done about a check, in words; null for nothing.';
revoke all on function private.describe_remediation(jsonb) from public, anon, authenticated, service_role;

-- Results that say what was done about them, and that it did not help. API: private. Called by: run_tenant_batch, conclude_remediation.
create or replace function private.note_remediations(results private.check_result[])
returns private.check_result[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_done jsonb;
begin
  select jsonb_object_agg(jsonb_build_array(s.tenant_id, s.check_id)::text, s.remediation) into v_done
  from public.tenant_check_states s
  where s.remediation is not null and s.tenant_id in (select r.tenant_id from unnest(note_remediations.results) r);
  if v_done is null then
    return note_remediations.results;
  end if;
  return array(
    select case when d.remediation is null or not u.is_notable or u.status = 'ok' then k.result
      else jsonb_populate_record(k.result, jsonb_build_object(
        -- First, since channels cut what is long.
        'message', left(w.words || ' ' || u.message, 1000),
        'data', coalesce(u.data, '{}') || jsonb_build_object('remediation', d.remediation)
      )) end
    from unnest(note_remediations.results) with ordinality u(
      tenant_id, check_id, agent, category, status, priority, title, message, data, items, action_url, action_label, is_notable, position
    )
    cross join lateral (
      select (u.tenant_id, u.check_id, u.agent, u.category, u.status, u.priority, u.title, u.message, u.data, u.items, u.action_url,
        u.action_label, u.is_notable)::private.check_result as result
    ) k
    cross join lateral (select v_done -> jsonb_build_array(u.tenant_id, u.check_id)::text as remediation) d
    cross join lateral (
      select private.describe_remediation(d.remediation) || ' This is still so.'
        || case when (d.remediation -> 'isLast')::boolean then ' It is not tried again today.' else '' end as words
    ) w
    order by u.position
  );
end
$$;
comment on function private.note_remediations(private.check_result[]) is 'Results that say what was done about them.';
revoke all on function private.note_remediations(private.check_result[]) from public, anon, authenticated, service_role;

-- Tells the news of executions: one alert for each of which any channel hears. It is over as it begins: it tells of an instant. reports:
-- [{"execution_id", "tenant_id", "name", "overall_status", "channels", "news", "is_told"}]. Returns the ids of the alerts by tenant.
-- API: private. Called by: run_tenant_batch, tell_remediated.
create or replace function private.announce_reports(reports jsonb, now_at timestamptz)
returns jsonb
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_alerts jsonb;
begin
  with told as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details, detected_at, created_at,
      last_alerted_at, resolved_at, auto_resolved, resolution
    )
    select 'tenant', r.tenant_id, r.name, r.tenant_id, 'tenant-report', d.severity, format('%s: %s.', r.name, d.words),
      jsonb_build_object(
        'execution_id', r.execution_id, 'overall_status', r.overall_status, 'gravest_severity', d.gravest_severity,
        'channel_kinds', d.channel_kinds, 'counts', d.counts,
        'results', jsonb_path_query_array(r.news, '$[0 to 49]'), 'more', greatest(0, jsonb_array_length(r.news) - 50)
      ),
      announce_reports.now_at, announce_reports.now_at, announce_reports.now_at, announce_reports.now_at, true, 'A report.'
    from jsonb_to_recordset(announce_reports.reports) r(
      execution_id uuid, tenant_id text, name text, overall_status text, channels text[], news jsonb, is_told boolean
    )
    cross join lateral private.describe_news(r.news, r.channels) d
    where r.is_told and d.channel_kinds <> '[]'
    returning id, tenant_id
  )
  select coalesce(jsonb_object_agg(t.tenant_id, t.id), '{}') into v_alerts from told t;
  return v_alerts;
end
$$;
comment on function private.announce_reports(jsonb, timestamptz) is 'Tells the news of executions; the ids of the alerts by tenant.';
revoke all on function private.announce_reports(jsonb, timestamptz) from public, anon, authenticated, service_role;

-- What of the results of tenants is news, [{"tenant_id", "result"}], and keeps in tenant_check_states what is going on and what was told.
-- News is a result that is not plain ok and that was not told, or is worse than what was told, or was told a repeat interval ago, or,
-- of those that are ok, has items that were not told of; and the end of what was told, also where something good to say is left. In quiet hours only what is urgent is news: the
-- rest stays untold, and is when they end. What something is being done about stays untold until that is over, and is then told once,
-- also when it is well by then. check_ids: the checks that results are of; null for all.
-- API: private. Called by: run_tenant_batch, which holds the leases of the tenants, and tell_remediated.
create or replace function private.judge_news(
  tenant_ids text[], results private.check_result[], now_at timestamptz, check_ids text[] default null
)
returns jsonb
language plpgsql
set search_path = ''
-- Planned for the size of each batch: a cached plan for a few results is quadratic for many.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_repeat_after interval := private.get_interval_setting('alert_repeat_after');
  v_news jsonb;
begin
  with hours as materialized (
    select s.tenant_id, s.channels,
      coalesce(private.is_hour_within(judge_news.now_at, s.quiet_start_hour, s.quiet_end_hour, s.timezone), false) as is_quiet,
      coalesce(k.role <> t.role, false) as is_other_role
    from public.tenant_settings s
    join public.tenants t on t.id = s.tenant_id
    left join private.tenant_run_states k on k.tenant_id = s.tenant_id
    where s.tenant_id = any (judge_news.tenant_ids)
  ),
  results as materialized (
    select r as result, r.tenant_id, r.check_id, r.status, r.priority, r.title, r.message, r.data, r.items, r.is_notable
    from unnest(judge_news.results) r
  ),
  states as materialized (
    select s.* from public.tenant_check_states s
    where s.tenant_id = any (judge_news.tenant_ids) and (judge_news.check_ids is null or s.check_id = any (judge_news.check_ids))
  ),
  remedied as materialized (
    select m.check_id, t.id as tenant_id
    from public.remediation_runs m
    cross join lateral unnest(m.tenant_ids) t(id)
    where m.status = 'running' and m.lease_expires_at > judge_news.now_at
  ),
  judged as materialized (
    select r.*, h.channels, e.is_end, s.told_status, s.told_priority, s.remediation,
      (not h.is_quiet or case when e.is_end then s.told_priority else r.priority end = 'urgent') and (
        s.told_at is null
        or e.is_end
        or private.status_rank(r.status) > private.status_rank(s.told_status)
        or private.priority_rank(r.priority) > private.priority_rank(s.told_priority)
        or r.status <> 'ok' and s.told_at <= judge_news.now_at - v_repeat_after
        or r.status = 'ok' and not r.items <@ s.items
      ) and not exists (
        select from remedied m where m.tenant_id = r.tenant_id and m.check_id = r.check_id
      ) as is_news
    from results r
    join hours h on h.tenant_id = r.tenant_id
    left join states s on s.tenant_id = r.tenant_id and s.check_id = r.check_id
    cross join lateral (select r.status = 'ok' and coalesce(s.told_status <> 'ok', false)) e(is_end)
    where r.is_notable
  ),
  kept as (
    insert into public.tenant_check_states as k (
      tenant_id, check_id, status, priority, title, message, data, items, since, told_at, told_status, told_priority
    )
    select j.tenant_id, j.check_id, j.status, j.priority, j.title, j.message, coalesce(j.data, '{}'),
      case when j.is_news then j.items else '{}' end, judge_news.now_at,
      case when j.is_news then judge_news.now_at end, case when j.is_news then j.status end, case when j.is_news then j.priority end
    from judged j
    on conflict (tenant_id, check_id) do update
      set status = excluded.status, priority = excluded.priority, title = excluded.title, message = excluded.message,
          data = excluded.data, recovered_at = null,
          items = case when excluded.told_at is null then k.items else excluded.items end,
          told_at = coalesce(excluded.told_at, k.told_at),
          told_status = coalesce(excluded.told_status, k.told_status),
          told_priority = coalesce(excluded.told_priority, k.told_priority),
          remediation = case when excluded.told_status = 'ok' then null else k.remediation end
  ),
  ended as materialized (
    select s.tenant_id, s.check_id, s.title, h.channels, r.result, s.remediation,
      coalesce(s.told_status, s.remediation ->> 'statusBefore') as told_status, coalesce(s.told_priority, s.priority) as told_priority,
      case when s.told_at is null then 'It was: ' || (s.remediation ->> 'messageBefore') end as untold_message,
      -- A check that is not asked any more has no end to tell. Trouble that nobody was told of has one if something was done about it.
      r.check_id is not null and coalesce(s.told_status <> 'ok', s.remediation is not null) as was_told,
      h.is_quiet and coalesce(s.told_priority, s.priority) <> 'urgent' as must_wait
    from states s
    join hours h on h.tenant_id = s.tenant_id
    left join results r on r.tenant_id = s.tenant_id and r.check_id = s.check_id
    where not coalesce(r.is_notable, false)
      -- As another kind of tenant it is asked other checks: its own are as they were.
      and (r.check_id is not null or not h.is_other_role)
      and not exists (select from remedied m where m.tenant_id = s.tenant_id and m.check_id = s.check_id)
  ),
  waiting as (
    update public.tenant_check_states k
    set status = 'ok', recovered_at = coalesce(k.recovered_at, judge_news.now_at)
    from ended e
    where k.tenant_id = e.tenant_id and k.check_id = e.check_id and e.was_told and e.must_wait
  ),
  gone as (
    delete from public.tenant_check_states k
    using ended e
    where k.tenant_id = e.tenant_id and k.check_id = e.check_id and not coalesce(e.was_told and e.must_wait, false)
  ),
  news as (
    select j.tenant_id, j.check_id, private.status_rank(j.status) as status_rank, private.priority_rank(j.priority) as priority_rank,
      private.describe_result(
        j.result, judge_news.now_at,
        array(select c from unnest(j.channels) c where private.channel_hears(c, j.status, j.priority))
      ) as result
    from judged j
    where j.is_news and not j.is_end
    union all
    select j.tenant_id, j.check_id, 0, private.priority_rank(j.told_priority),
      private.describe_result(
        j.result, judge_news.now_at,
        array(select c from unnest(j.channels) c where private.channel_hears(c, j.told_status, j.told_priority)), true
      ) || jsonb_build_object(
        'was', j.told_status, 'priority', j.told_priority,
        'message', left(concat_ws(' ', private.describe_remediation(j.remediation), 'This is well again.', j.message), 1000)
      )
    from judged j
    where j.is_news and j.is_end
    union all
    select e.tenant_id, e.check_id, 0, private.priority_rank(e.told_priority),
      private.describe_result(
        e.result, judge_news.now_at,
        array(select c from unnest(e.channels) c where private.channel_hears(c, e.told_status, e.told_priority)), true
      ) || jsonb_build_object(
        'status', 'ok', 'was', e.told_status, 'priority', e.told_priority, 'title', e.title,
        'message', left(concat_ws(' ', private.describe_remediation(e.remediation), 'This is well again.', e.untold_message), 1000),
        'data', jsonb_strip_nulls(jsonb_build_object('remediation', e.remediation))
      )
    from ended e
    where e.was_told and not e.must_wait
  )
  select jsonb_agg(jsonb_build_object('tenant_id', n.tenant_id, 'result', n.result)
    order by n.tenant_id, n.status_rank desc, n.priority_rank desc, n.check_id)
  into v_news
  from news n;
  return coalesce(v_news, '[]');
end
$$;
comment on function private.judge_news(text[], private.check_result[], timestamptz, text[]) is
  'What of the results of tenants is news; keeps what is going on and what was told.';
revoke all on function private.judge_news(text[], private.check_result[], timestamptz, text[]) from public, anon, authenticated, service_role;

-- Gives tenants that want email, and have no channel for it, one to the confirmed addresses of their owners: where Resend is set up, once
-- in a tenant's life. It hears at once of the reports of the last repeat interval that nobody got for want of it.
-- tenant_ids: null for all; at most 100 at once, so that no claim outgrows the API's time-out, and the rest as they are looked at.
-- API: private. Called by: run_tenant_batch, and sync_environment_channels when Resend was set up.
create or replace function private.make_owner_channels(tenant_ids text[] default null, now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_made record;
  v_count integer := 0;
begin
  if not private.can_send('email') then
    return 0;
  end if;
  for v_made in
    with wanted as materialized (
      select t.id, a.addresses
      from public.tenants t
      join public.tenant_settings s on s.tenant_id = t.id
      cross join lateral (select private.owner_addresses(t.id) as addresses) a
      where (make_owner_channels.tenant_ids is null or t.id = any (make_owner_channels.tenant_ids))
        and 'email' = any (s.channels) and s.enabled and not t.paused
        and not exists (select from private.owner_channels o where o.tenant_id = t.id)
        and not exists (
          select from public.notification_channels c
          where c.kind = 'email' and (
            c.tenant_id = t.id or t.uses_project_channels and c.enabled and c.tenant_id is null and c.owner_id is null
          )
        )
        and a.addresses <> '{}'
      order by t.id
      limit 100
    ),
    remembered as (
      insert into private.owner_channels (tenant_id, made_at)
      select w.id, make_owner_channels.now_at from wanted w
      on conflict do nothing
      returning tenant_id
    )
    insert into public.notification_channels (name, kind, source, tenant_id, config)
    select 'Email to the owners', 'email', 'owners', w.id, jsonb_build_object('to', w.addresses)
    from wanted w
    join remembered r on r.tenant_id = w.id
    returning id, tenant_id
  loop
    v_count := v_count + 1;
    perform private.enqueue_notifications(array(
      select e.alert_id
      from public.heartbeat_notifications h
      join public.heartbeat_executions e on e.execution_id = h.execution_id
      where h.tenant_id = v_made.tenant_id and h.channel = 'email' and h.outcome = 'no_channel'
        and h.created_at > make_owner_channels.now_at - private.get_interval_setting('alert_repeat_after')
    ), 'opened', v_made.id);
    update public.heartbeat_notifications h
    set outcome = 'queued', notification_id = n.id, reason = null
    from public.heartbeat_executions e
    join public.notifications n on n.alert_id = e.alert_id and n.channel_id = v_made.id
    where h.tenant_id = v_made.tenant_id and h.channel = 'email' and h.outcome = 'no_channel' and e.execution_id = h.execution_id;
  end loop;
  return v_count;
end
$$;
comment on function private.make_owner_channels(text[], timestamptz) is
  'Gives tenants that want email and have no channel for it one to their owners; returns how many.';
revoke all on function private.make_owner_channels(text[], timestamptz) from public, anon, authenticated, service_role;

-- Why a tenant that wants a kind of channel got no message by it. API: private. Called by: run_tenant_batch.
create or replace function private.no_channel_reason(tenant_id text, kind text)
returns text
language sql
stable
set search_path = ''
as $$
  with channels as (
    select c.name, c.enabled, c.disabled_reason
    from public.tenants t
    join public.notification_channels c
      on c.tenant_id = t.id or t.uses_project_channels and c.enabled and c.tenant_id is null and c.owner_id is null
    where t.id = no_channel_reason.tenant_id and c.kind = no_channel_reason.kind
    order by c.enabled desc, c.created_at
    limit 1
  )
  select coalesce(
    (
      select case when c.enabled then format('The channel "%s" does not hear of reports like this one.', c.name)
        else format('The channel "%s" is off%s', c.name, coalesce(': ' || c.disabled_reason, '.')) end
      from channels c
    ),
    case
      when no_channel_reason.kind <> 'email' then format('The tenant has no channel of the kind %s.', no_channel_reason.kind)
      when not private.can_send('email') then (
        select array_to_string(k.shared_secrets, ' and ') || ' are not all set.'
        from private.channel_kinds k
        where k.kind = 'email'
      )
      when exists (select from private.owner_channels o where o.tenant_id = no_channel_reason.tenant_id)
        then 'The channel for email to the tenant''s owners was deleted.'
      else 'No owner of the tenant has a confirmed address.'
    end
  );
$$;
comment on function private.no_channel_reason(text, text) is 'Why a tenant that wants a kind of channel got no message by it.';
revoke all on function private.no_channel_reason(text, text) from public, anon, authenticated, service_role;

-- Records by kind of channel what executions told. reports: as announce_reports takes them, with user_id; alerts: as it returned them.
-- API: private. Called by: run_tenant_batch, tell_remediated.
create or replace function private.record_reports(reports jsonb, alerts jsonb, now_at timestamptz)
returns void
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  insert into public.heartbeat_notifications (
    execution_id, tenant_id, user_id, channel, notification_id, outcome, reason, results, created_at
  )
  select r.execution_id, r.tenant_id, r.user_id, coalesce(q.kind, c.kind), q.id,
    case when c.kind = 'dashboard' then 'shown' when q.id is not null then 'queued' else 'no_channel' end,
    case when c.kind <> 'dashboard' and q.id is null then private.no_channel_reason(r.tenant_id, c.kind) end,
    case when c.kind = 'dashboard' then r.news else '[]' end, record_reports.now_at
  from jsonb_to_recordset(record_reports.reports) r(
    execution_id uuid, tenant_id text, user_id uuid, channels text[], news jsonb, is_told boolean
  )
  cross join lateral unnest(r.channels) c(kind)
  left join lateral (
    select n.id, k.kind
    from public.notifications n
    join public.notification_channels k on k.id = n.channel_id
    where n.alert_id = (record_reports.alerts ->> r.tenant_id)::uuid and k.kind = c.kind
  ) q on true
  where r.is_told and (
    c.kind = 'dashboard'
    or q.id is not null
    or exists (select from jsonb_array_elements(r.news) e where e -> 'channels' ? c.kind)
  );
end
$$;
comment on function private.record_reports(jsonb, jsonb, timestamptz) is 'Records what executions told, by kind of channel.';
revoke all on function private.record_reports(jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role;

-- Looks at tenants whose executions are leased: asks their checks, records the executions, and tells the news: one alert for each
-- execution that any channel hears of, in the same transaction, so that what was found and what is told of it commit together.
-- The alert is over as it begins: it tells of an instant, and whoever heard it hears of the end in a later one.
-- Executions that are not leased any more are left out. Returns the executions as jsonb, with the remediations that were leased for
-- them: whoever runs the tenants runs those.
-- API: private. Called by: run_tenants.
create or replace function private.run_tenant_batch(
  execution_ids uuid[], http_facts jsonb default '[]', now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_began_at timestamptz := clock_timestamp();
  v_tenant_ids text[];
  v_roles text[];
  v_results private.check_result[];
  v_news jsonb;
  v_reports jsonb;
  v_alerts jsonb;
  v_remediations integer;
  v_executions jsonb;
begin
  with held as (
    select r.tenant_id, r.role
    from private.tenant_run_states r
    where r.execution_id = any (run_tenant_batch.execution_ids)
    order by r.tenant_id
    for no key update
  )
  select array_agg(h.tenant_id order by h.tenant_id), array_agg(h.role order by h.tenant_id) into v_tenant_ids, v_roles from held h;
  if v_tenant_ids is null then
    return '[]'::jsonb;
  end if;

  perform private.refresh_owner_channels(v_tenant_ids);
  perform private.make_owner_channels(v_tenant_ids, run_tenant_batch.now_at);
  v_results := array(
    select r from private.evaluate_checks(v_tenant_ids, v_roles, run_tenant_batch.now_at, run_tenant_batch.http_facts) r
  );
  -- Before what is news is judged: what something is done about is told when that is over.
  v_remediations := private.claim_remediations(v_tenant_ids, v_roles, v_results, run_tenant_batch.now_at);
  v_results := private.note_remediations(v_results);
  v_news := private.judge_news(v_tenant_ids, v_results, run_tenant_batch.now_at);

  with counts as (
    select r.tenant_id, count(*) as checks_run, count(r.status) as results_count, max(private.status_rank(r.status)) as worst,
      array_agg(r.check_id) filter (where r.is_notable) as notable_ids,
      coalesce(jsonb_agg(private.describe_result(r, run_tenant_batch.now_at) - 'channels' - 'recovered' order by r.check_id)
        filter (where r.is_notable), '[]') as results
    from unnest(v_results) r
    group by r.tenant_id
  ),
  news as (
    select n.value ->> 'tenant_id' as tenant_id, jsonb_agg(n.value -> 'result' order by n.position) as news
    from jsonb_array_elements(v_news) with ordinality n(value, position)
    group by 1
  )
  select jsonb_agg(jsonb_build_object(
    'execution_id', k.execution_id, 'tenant_id', k.tenant_id, 'name', t.name, 'user_id', u.id, 'role', k.role, 'forced', k.forced,
    'started_at', k.claimed_at, 'channels', s.channels, 'checks_run', coalesce(c.checks_run, 0),
    'results_count', coalesce(c.results_count, 0), 'results', coalesce(c.results, '[]'), 'news', coalesce(n.news, '[]'),
    'overall_status', (array['all_clear', 'has_warnings', 'has_alerts', 'has_errors'])[coalesce(c.worst, 1)],
    'suppressed_count', (
      select count(*) from unnest(c.notable_ids) i(check_id)
      where not exists (select from jsonb_array_elements(n.news) e where e ->> 'checkId' = i.check_id)
    ),
    'is_told', n.news is not null or not s.suppress_all_clear and coalesce(c.worst, 1) = 1 and not coalesce(
      private.is_hour_within(run_tenant_batch.now_at, s.quiet_start_hour, s.quiet_end_hour, s.timezone), false)
  )) into v_reports
  from private.tenant_run_states k
  join public.tenants t on t.id = k.tenant_id
  join public.tenant_settings s on s.tenant_id = k.tenant_id
  left join auth.users u on u.id = k.user_id
  left join counts c on c.tenant_id = k.tenant_id
  left join news n on n.tenant_id = k.tenant_id
  where k.tenant_id = any (v_tenant_ids);

  v_alerts := private.announce_reports(v_reports, run_tenant_batch.now_at);

  insert into public.heartbeat_executions (
    execution_id, tenant_id, user_id, role, forced, started_at, completed_at, checks_run, results_count, notifiable_count,
    suppressed_count, overall_status, notifications_sent, duration_ms, results, alert_id
  )
  select r.execution_id, r.tenant_id, r.user_id, r.role, r.forced, r.started_at, run_tenant_batch.now_at, r.checks_run, r.results_count,
    jsonb_array_length(r.news), r.suppressed_count, r.overall_status,
    (r.is_told and 'dashboard' = any (r.channels))::integer + (
      select count(*) from public.notifications n where n.alert_id = (v_alerts ->> r.tenant_id)::uuid
    ),
    extract(epoch from clock_timestamp() - v_began_at) * 1000, r.results, (v_alerts ->> r.tenant_id)::uuid
  from jsonb_to_recordset(v_reports) r(
    execution_id uuid, tenant_id text, user_id uuid, role text, forced boolean, started_at timestamptz, channels text[],
    checks_run integer, results_count integer, suppressed_count integer, overall_status text, results jsonb, news jsonb, is_told boolean
  );

  perform private.record_reports(v_reports, v_alerts, run_tenant_batch.now_at);

  -- An execution that began soon after it was due keeps the rhythm, so that a clock that is a little early or late loses none.
  update private.tenant_run_states k
  set next_run_at = case
        when not k.forced and k.next_run_at between k.claimed_at - interval '150 seconds' and k.claimed_at
          then k.next_run_at + make_interval(mins => s.interval_minutes)
        else date_trunc('minute', k.claimed_at) + make_interval(mins => s.interval_minutes)
      end,
      execution_id = null, claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
  from public.tenant_settings s
  where k.tenant_id = any (v_tenant_ids) and s.tenant_id = k.tenant_id;

  update public.tenant_settings s set last_run_at = run_tenant_batch.now_at where s.tenant_id = any (v_tenant_ids);
  update public.heartbeat_failures f
  set recovered_at = run_tenant_batch.now_at
  where f.tenant_id = any (v_tenant_ids) and f.recovered_at is null and f.occurred_at >= run_tenant_batch.now_at - interval '7 days';

  select jsonb_agg(jsonb_build_object(
    'executionId', e.execution_id, 'tenantId', e.tenant_id, 'userId', e.user_id, 'role', e.role, 'startedAt', e.started_at,
    'completedAt', e.completed_at, 'checksRun', e.checks_run, 'resultsCount', e.results_count, 'notifiableCount', e.notifiable_count,
    'overallStatus', e.overall_status, 'notificationsSent', e.notifications_sent, 'suppressed', e.suppressed_count,
    'durationMs', e.duration_ms, 'results', e.results
  ) || case when d.remediations is null then '{}' else jsonb_build_object('remediations', d.remediations) end
    order by e.tenant_id) into v_executions
  from public.heartbeat_executions e
  left join lateral (
    select private.describe_remediations(e.execution_id) as remediations where v_remediations > 0
  ) d on true
  where e.execution_id = any (run_tenant_batch.execution_ids);
  return v_executions;
end
$$;
comment on function private.run_tenant_batch(uuid[], jsonb, timestamptz) is
  'Asks the checks of leased tenants, records the executions and tells the news; the executions as jsonb.';
revoke all on function private.run_tenant_batch(uuid[], jsonb, timestamptz) from public, anon, authenticated, service_role;

-- What an agent, a person or a program, should act on because Heartbase could not help itself. One row for each time that something new
-- went wrong; whoever acts on it sets handled_at.
create table if not exists public.playbook_events (
  id bigint generated always as identity primary key,
  type text not null,
  agent text not null,
  priority text not null constraint playbook_events_priority_known check (priority in ('low', 'medium', 'high', 'critical')),
  actions text[] not null,
  tenant_ids text[] not null default '{}',
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  handled_at timestamptz
);
comment on table public.playbook_events is 'What agents should act on. Admins read it.';
comment on column public.playbook_events.id is 'Identifier of the event.';
comment on column public.playbook_events.type is 'What happened, such as heartbeat_failure_detected.';
comment on column public.playbook_events.agent is 'Who is to act.';
comment on column public.playbook_events.priority is 'low, medium, high or critical.';
comment on column public.playbook_events.actions is 'What is to be done, in order.';
comment on column public.playbook_events.tenant_ids is 'Tenants that it is about.';
comment on column public.playbook_events.details is 'Facts: how many were checked, what share of attempts failed, the errors.';
comment on column public.playbook_events.created_at is 'When it happened.';
comment on column public.playbook_events.handled_at is 'When somebody acted on it.';

create index if not exists playbook_events_type_created_at_idx on public.playbook_events (type, created_at desc);
comment on index public.playbook_events_type_created_at_idx is 'Serves the newest events of a type: record_recovery asks when there was one.';
create index if not exists playbook_events_created_at_idx on public.playbook_events (created_at);
comment on index public.playbook_events_created_at_idx is 'Serves prune_executions.';

alter table public.playbook_events enable row level security;
revoke all on public.playbook_events from public, anon, authenticated, service_role;
grant select on public.playbook_events to authenticated;
grant select, insert, update, delete on public.playbook_events to service_role;

drop policy if exists "Admins read playbook events" on public.playbook_events;
create policy "Admins read playbook events" on public.playbook_events
  for select to authenticated using ((select public.is_admin()));

-- Looks at tenants that claim_tenants leased: p_claims is [{"executionId", "http": [{"checkId", "facts"}]}]. A batch that raises is run
-- tenant by tenant; one that raises still is kept in heartbeat_failures, and answered as {"executionId", "tenantId", "error"}.
-- statement_timeout, which PostgREST (12 and newer) applies to the whole call, takes the place of the API's own, and is shorter than
-- the edge functions wait: whose checks take too long is then found by looking at the tenants one by one.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery.
-- SECURITY DEFINER: it reads what it judges past row level security. Errors: invalid_claims (22023).
create or replace function public.run_tenants(p_claims jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '15s'
as $$
begin
  if jsonb_typeof(p_claims) is distinct from 'array' or jsonb_array_length(p_claims) > 500
    or exists (
      select from jsonb_array_elements(p_claims) c
      where jsonb_typeof(c) <> 'object' or coalesce(c ->> 'executionId', '') !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        or case jsonb_typeof(coalesce(c -> 'http', '[]')) when 'array' then exists (
          select from jsonb_array_elements(c -> 'http') h
          where jsonb_typeof(h -> 'checkId') is distinct from 'string' or jsonb_typeof(h -> 'facts') is distinct from 'object'
        ) else true end
    ) then
    raise exception using errcode = '22023', message = 'invalid_claims',
      detail = 'p_claims is an array of at most 500 claims, each with executionId and, if it has http checks, http.',
      hint = 'Pass what claim_tenants answered: [{"executionId": "…", "http": [{"checkId": "…", "facts": {}}]}].';
  end if;
  return private.run_claims(p_claims);
end
$$;
comment on function public.run_tenants(jsonb) is 'Looks at leased tenants with the facts of their http checks; their executions as jsonb.';
revoke all on function public.run_tenants(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.run_tenants(jsonb) to service_role;

-- API: private. Called by: run_tenants.
create or replace function private.run_claims(claims jsonb, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_facts jsonb;
  v_id uuid;
  v_tenant_id text;
  v_executions jsonb := '[]'::jsonb;
begin
  select array_agg(r.execution_id order by r.tenant_id), coalesce(jsonb_agg(jsonb_build_object(
      'tenantId', r.tenant_id, 'checkId', h.value -> 'checkId', 'facts', h.value -> 'facts'
    )) filter (where h.value is not null), '[]')
  into v_ids, v_facts
  from (
    select distinct on ((c ->> 'executionId')::uuid) (c ->> 'executionId')::uuid as execution_id, coalesce(c -> 'http', '[]') as http
    from jsonb_array_elements(run_claims.claims) c
    order by (c ->> 'executionId')::uuid
  ) c
  join private.tenant_run_states r on r.execution_id = c.execution_id
  left join lateral jsonb_array_elements(c.http) h on true;
  if v_ids is null then
    return '[]'::jsonb;
  end if;
  v_ids := array(select distinct i from unnest(v_ids) i);
  begin
    return private.run_tenant_batch(v_ids, v_facts, run_claims.now_at);
  exception
    when others then
      raise warning 'heartbase: looking at % tenants at once failed (%), going on one by one', cardinality(v_ids), sqlerrm;
  end;

  foreach v_id in array v_ids loop
    begin
      v_executions := v_executions || private.run_tenant_batch(array[v_id], v_facts, run_claims.now_at);
    exception
      when others then
        update private.tenant_run_states r
        set next_run_at = date_trunc('minute', run_claims.now_at) + make_interval(mins => s.interval_minutes), execution_id = null,
            claimed_at = null, lease_expires_at = null, user_id = null, role = null, forced = false
        from public.tenant_settings s
        where r.execution_id = v_id and s.tenant_id = r.tenant_id
        returning r.tenant_id into v_tenant_id;
        insert into public.heartbeat_failures (tenant_id, execution_id, kind, message, occurred_at)
        values (v_tenant_id, v_id, 'run', left(sqlstate || ' ' || sqlerrm, 500), run_claims.now_at);
        v_executions := v_executions || jsonb_build_object(
          'executionId', v_id, 'tenantId', v_tenant_id, 'error', left(sqlstate || ' ' || sqlerrm, 500)
        );
    end;
  end loop;
  return v_executions;
end
$$;
comment on function private.run_claims(jsonb, timestamptz) is 'Looks at leased tenants together, or one by one where that raises.';
revoke all on function private.run_claims(jsonb, timestamptz) from public, anon, authenticated, service_role;

-- How long a tenant may go without being looked at: 24 hours, or what its interval and the hours in which it is not looked at may take
-- together, with 15 minutes for calls that are late and an hour for clocks that are changed.
-- API: private. Called by: tenant_health, unhealthy_tenants.
create or replace function private.longest_rest(interval_minutes integer, active_start_hour integer, active_end_hour integer)
returns interval
language sql
immutable
set search_path = ''
as $$
  select greatest(interval '24 hours', make_interval(
    mins => longest_rest.interval_minutes + 15,
    hours => case
      when longest_rest.active_start_hour <> longest_rest.active_end_hour
        then (longest_rest.active_start_hour - longest_rest.active_end_hour + 24) % 24 + 1
      else 0
    end
  ));
$$;
comment on function private.longest_rest(integer, integer, integer) is 'How long a tenant may go without being looked at.';
revoke all on function private.longest_rest(integer, integer, integer) from public, anon, authenticated, service_role;

-- Deletes executions of tenants, with what they told on the dashboard, failures and playbook events past heartbeat_executions_retention.
-- Returns how many executions. API: private. Called by: prune_history.
create or replace function private.prune_executions(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_before timestamptz := prune_executions.now_at - private.get_interval_setting('heartbeat_executions_retention');
  v_count integer;
begin
  delete from public.heartbeat_executions e where e.started_at < v_before;
  get diagnostics v_count = row_count;
  delete from public.heartbeat_failures f where f.occurred_at < v_before;
  delete from public.playbook_events p where p.created_at < v_before;
  return v_count;
end
$$;
comment on function private.prune_executions(timestamptz) is 'Deletes executions and failures past their retention; returns how many executions.';
revoke all on function private.prune_executions(timestamptz) from public, anon, authenticated, service_role;

-- How well tenants are looked at, over the last 24 hours: executions, failures, and whether somebody should do something about it. Those
-- that are paused, switched off or too new are left out. Unhealthy is one that was not looked at for 24 hours (or for longer than its
-- interval and hours take), or of which half of the attempts or more failed.
-- API: private. Called by: whatever recovers tenants.
create or replace function private.tenant_health(now_at timestamptz default now())
returns table (
  tenant_id text, last_execution_at timestamptz, executions integer, failures integer, failure_rate numeric, is_healthy boolean, reason text
)
language sql
stable
rows 100
set search_path = ''
as $$
  select h.tenant_id, h.last_execution_at, h.executions, h.failures, h.failure_rate, v.reason is null, v.reason
  from (
    select s.tenant_id, private.longest_rest(s.interval_minutes, s.active_start_hour, s.active_end_hour) as rest,
      s.last_run_at as last_execution_at, e.count as executions, f.count as failures,
      coalesce(f.count::numeric / nullif(e.count + f.count, 0), 0) as failure_rate
    from public.tenant_settings s
    join public.tenants t on t.id = s.tenant_id
    cross join lateral (
      select count(*)::integer from public.heartbeat_executions x
      where x.tenant_id = s.tenant_id and x.started_at > tenant_health.now_at - interval '24 hours'
        and x.started_at <= tenant_health.now_at
    ) e(count)
    cross join lateral (
      select count(*)::integer from public.heartbeat_failures x
      where x.tenant_id = s.tenant_id and x.kind <> 'recovery' and x.occurred_at > tenant_health.now_at - interval '24 hours'
        and x.occurred_at <= tenant_health.now_at
    ) f(count)
    where s.enabled and not t.paused
      and t.created_at <= tenant_health.now_at - (select private.get_interval_setting('tenant_minimum_age'))
  ) h
  cross join lateral (
    select case
      when h.last_execution_at is null then 'It was never looked at.'
      when h.last_execution_at <= tenant_health.now_at - h.rest
        then format('It was not looked at for %s.', case when h.rest > interval '24 hours' then private.describe_interval(h.rest) else '24 hours' end)
      when h.failure_rate >= 0.5 then format('%s of %s attempts of the last 24 hours failed.', h.failures, h.executions + h.failures)
    end
  ) v(reason);
$$;
comment on function private.tenant_health(timestamptz) is 'How well tenants are looked at: executions, failures, and whether that is healthy.';
revoke all on function private.tenant_health(timestamptz) from public, anon, authenticated, service_role;

-- The checks that come with Heartbase for shops, brands and whoever runs their platform. Each reads signals that are reported, or mapped
-- with private.signal_sources; docs/checks.md has the fields of each. They are kept as they are here: to have another rule, add a check
-- of one's own, or one with the same id for a tenant.
insert into public.check_definitions (
  id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule, is_builtin
)
select v.id, v.title, v.description, v.agent, v.category, v.roles::text[], v.default_priority, v.default_enabled, v.evaluator, v.rule::jsonb, true
from (values
  ('system_errors', 'System Errors', 'Monitor for new system errors and exceptions', 'linus', 'system', '{super_user}', 'high', true, 'count', '{
    "signal": "error_tickets",
    "where": [{"field": "status", "eq": "open"}, {"field": "created_at", "newer_than": "30 minutes"}],
    "levels": [
      {"where": [{"field": "priority", "in": ["critical", "high"]}], "status": "alert", "priority": "urgent", "message": "{matched} grave errors of {count} in the last 30 minutes: {items}."},
      {"status": "warning", "priority": "high", "message": "{matched} errors in the last 30 minutes: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('deployment_status', 'Deployment Status', 'Check for failed or pending deployments', 'linus', 'system', '{super_user}', 'high', true, 'count', '{
    "signal": "deployments", "where": [{"field": "created_at", "newer_than": "24 hours"}],
    "levels": [
      {"where": [{"field": "status", "eq": "failed"}], "status": "alert", "priority": "high", "message": "{matched} deployments failed in the last 24 hours: {items}."},
      {"where": [{"field": "status", "in": ["pending", "in_progress"]}], "status": "warning", "priority": "medium", "message": "{matched} deployments are under way: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('new_signups', 'New Signups', 'Notify on new paid customer signups', 'jack', 'revenue', '{super_user}', 'medium', true, 'count', '{
    "signal": "signups",
    "where": [{"field": "plan", "in": ["starter", "growth", "empire"]}, {"field": "created_at", "newer_than": "30 minutes"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "{matched} new paid sign-ups: {items}."}
    ]
  }'),
  ('churn_risk', 'Churn Risk', 'Identify accounts at risk of churning', 'jack', 'revenue', '{super_user}', 'high', true, 'freshness', '{
    "signal": "accounts", "field": "last_activity_at",
    "where": [{"field": "status", "eq": "active"}, {"field": "plan", "in": ["starter", "growth", "empire"]}],
    "levels": [
      {"older_than": "30 days", "status": "warning", "priority": "high", "message": "{matched} paying accounts are quiet, the quietest for {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('academy_leads', 'Academy Leads', 'New leads from Academy signup', 'glenda', 'marketing', '{super_user}', 'low', true, 'count', '{
    "signal": "academy_leads", "where": [{"field": "created_at", "newer_than": "1 hour"}],
    "levels": [
      {"count": 5, "status": "ok", "priority": "low", "message": "{matched} leads in the last hour."}
    ]
  }'),
  ('vibe_leads', 'Vibe Studio Leads', 'New leads from Vibe Studio', 'glenda', 'marketing', '{super_user}', 'low', true, 'count', '{
    "signal": "vibe_leads", "where": [{"field": "created_at", "newer_than": "1 hour"}],
    "levels": [
      {"total": 10, "where": [{"field": "intent", "eq": "high"}], "status": "ok", "priority": "medium", "message": "{count} leads in the last hour, {matched} with high intent."},
      {"total": 10, "status": "ok", "priority": "low", "message": "{count} leads in the last hour."}
    ]
  }'),
  ('gmail_unread', 'Unread Emails', 'Check for urgent unread emails', 'openclaw', 'operations', '{super_user}', 'medium', false, 'count', '{
    "signal": "emails", "where": [{"field": "unread", "eq": true}, {"field": "important", "eq": true}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} important unread emails."}
    ]
  }'),
  ('calendar_upcoming', 'Upcoming Meetings', 'Meetings starting in the next 2 hours', 'openclaw', 'operations', '{super_user}', 'medium', false, 'count', '{
    "signal": "meetings", "where": [{"field": "starts_at", "upcoming": "2 hours"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "{matched} meetings in the next 2 hours: {items}."}
    ]
  }'),
  ('platform_health', 'Platform Health', 'Overall platform health metrics', 'linus', 'system', '{super_user}', 'medium', true, 'count', '{
    "signal": "system_health",
    "levels": [
      {"where": [{"field": "status", "eq": "down"}], "status": "alert", "priority": "urgent", "message": "The platform is down."},
      {"where": [{"field": "status", "eq": "degraded"}], "status": "warning", "priority": "high", "message": "The platform is degraded."}
    ],
    "otherwise": {"status": "ok"}, "on_error": {"priority": "high", "title": "Health Check Failed"}
  }'),
  ('glm_usage_90', 'GLM Usage Threshold', 'Alert when GLM usage reaches the 90% threshold', 'linus', 'system', '{super_user}', 'high', true, 'threshold', '{
    "signal": "glm_usage", "field": "percent",
    "levels": [
      {"gte": 90, "status": "alert", "priority": "high", "message": "{value} % of the usage of this cycle is spent."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('glm_cycle_reset', 'GLM Cycle Reset', 'Notify when the GLM billing cycle resets and GLM can be re-enabled', 'linus', 'system', '{super_user}', 'medium', true, 'count', '{
    "signal": "glm_usage", "where": [{"field": "cycle_started_at", "newer_than": "30 minutes"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "A new billing cycle has begun: GLM can be enabled again."}
    ]
  }'),
  ('low_stock_alerts', 'Low Stock Alerts', 'Products running low on inventory', 'smokey', 'operations', '{dispensary}', 'high', true, 'threshold', '{
    "signal": "stock", "field": "quantity",
    "where": [{"field": "status", "eq": "active"}, {"field": "quantity", "gt": 0}, {"field": "quantity", "lte": 10}],
    "levels": [
      {"lte": 3, "status": "alert", "priority": "high", "message": "{matched} products are nearly out of stock, down to {value}: {items}."},
      {"lte": 10, "status": "warning", "priority": "medium", "message": "{matched} products are low in stock, down to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('expiring_batches', 'Expiring Batches', 'Inventory batches expiring soon', 'smokey', 'operations', '{dispensary}', 'high', true, 'expiry', '{
    "signal": "batches", "field": "expires_at", "where": [{"field": "quantity", "gt": 0}],
    "levels": [
      {"within": "7 days", "status": "alert", "priority": "urgent", "message": "{matched} batches expire within a week: {items}."},
      {"within": "30 days", "status": "warning", "priority": "high", "message": "{matched} batches expire within 30 days: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('margin_alerts', 'Margin Alerts', 'Products with margins below threshold', 'money_mike', 'revenue', '{dispensary}', 'medium', true, 'threshold', '{
    "signal": "products", "field": "margin", "where": [{"field": "margin", "gt": 0}],
    "levels": [
      {"lt": 15, "status": "alert", "priority": "high", "message": "{matched} products have a margin of less than 15 %: {items}."},
      {"lt": 25, "status": "warning", "priority": "medium", "message": "{matched} products have a margin of less than 25 %: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('pricing_opportunities', 'Pricing Opportunities', 'Opportunities to optimize pricing', 'money_mike', 'revenue', '{dispensary}', 'low', true, 'count', '{
    "signal": "pricing_rules", "where": [{"field": "status", "eq": "draft"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} draft pricing rules: {items}."}
    ]
  }'),
  ('competitor_price_changes', 'Competitor Price Changes', 'Significant competitor price changes', 'ezal', 'marketing', '{dispensary,brand}', 'medium', true, 'threshold', '{
    "signal": "competitor_prices", "field": "percent_change", "abs": true,
    "where": [{"field": "changed_at", "newer_than": "24 hours"}],
    "levels": [
      {"gte": 10, "status": "warning", "priority": "medium", "message": "{matched} competitor prices changed by 10 % or more: {items}."}
    ]
  }'),
  ('competitor_stockouts', 'Competitor Stockouts', 'Competitor products out of stock', 'ezal', 'marketing', '{dispensary,brand}', 'low', true, 'count', '{
    "signal": "competitor_stockouts", "where": [{"field": "detected_at", "newer_than": "24 hours"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} competitor products are out of stock: {items}."}
    ]
  }'),
  ('at_risk_customers', 'At-Risk Customers', 'VIP customers not seen recently', 'mrs_parker', 'customers', '{dispensary}', 'medium', true, 'freshness', '{
    "signal": "customers", "field": "last_visit_at", "where": [{"field": "segment", "in": ["vip", "gold", "platinum"]}],
    "levels": [
      {"aged": "30 days", "where": [{"field": "lifetime_value", "gt": 1000}], "status": "alert", "priority": "high", "message": "{matched} of the best customers were not seen for up to {value}: {items}."},
      {"aged": "30 days", "status": "warning", "priority": "medium", "message": "{matched} good customers were not seen for up to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('birthday_today', 'Customer Birthdays', 'VIP customer birthdays today', 'mrs_parker', 'customers', '{dispensary}', 'low', true, 'count', '{
    "signal": "customers", "where": [{"field": "birthday", "anniversary": true}],
    "levels": [
      {"where": [{"field": "segment", "eq": "vip"}], "status": "ok", "priority": "medium", "message": "{count} birthdays today, {matched} of VIPs: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} birthdays today: {items}."}
    ]
  }'),
  ('license_expiry', 'License Expiry', 'Licenses expiring within 30 days', 'deebo', 'compliance', '{dispensary}', 'urgent', true, 'expiry', '{
    "signal": "licenses", "field": "expires_at", "where": [{"field": "status", "eq": "active"}],
    "levels": [
      {"within": "7 days", "status": "alert", "priority": "urgent", "message": "{matched} licenses expire within a week, or have expired: {items}."},
      {"within": "30 days", "status": "warning", "priority": "urgent", "message": "{matched} licenses expire within 30 days: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('content_pending_review', 'Content Pending Review', 'Marketing content awaiting compliance review', 'deebo', 'compliance', '{dispensary}', 'medium', true, 'backlog', '{
    "signal": "content_reviews", "field": "submitted_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"older_than": "24 hours", "status": "warning", "priority": "medium", "message": "{matched} pieces wait for review for up to {value}: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} pieces wait for review."}
    ]
  }'),
  ('sales_velocity', 'Sales Velocity', 'Unusual sales patterns detected', 'pops', 'revenue', '{dispensary}', 'medium', true, 'change', '{
    "signal": "sales", "current": {"aggregate": "sum", "field": "today_revenue"},
    "base": {"aggregate": "sum", "field": "average_revenue", "pro_rata": {"start_hour": 9, "hours": 12}},
    "levels": [
      {"lt": -20, "status": "warning", "priority": "medium", "message": "Sales are {value} % from what is usual at this hour."},
      {"gt": 30, "status": "ok", "priority": "low", "message": "Sales are {value} % above what is usual at this hour."}
    ]
  }'),
  ('order_anomalies', 'Order Anomalies', 'Significant spikes or drops in orders', 'pops', 'operations', '{dispensary}', 'high', true, 'change', '{
    "signal": "orders", "current": {"aggregate": "count", "time": "created_at", "window": "1 hour"},
    "base": {"aggregate": "count", "time": "created_at", "window": "1 hour", "offset": "1 hour"},
    "levels": [
      {"lte": -50, "status": "warning", "priority": "high", "message": "Orders changed by {value} % from one hour to the next."},
      {"gte": 50, "status": "ok", "priority": "medium", "message": "Orders rose by {value} % from one hour to the next."}
    ]
  }'),
  ('pos_sync_status', 'POS Sync Status', 'Check if POS sync is working correctly', 'smokey', 'system', '{dispensary}', 'high', true, 'freshness', '{
    "signal": "pos_integrations", "field": "last_sync_at",
    "levels": [
      {"where": [{"field": "status", "eq": "error"}, {"field": "last_sync_at", "missing": false}], "status": "alert", "priority": "high", "message": "{matched} integrations report an error: {items}."},
      {"missing": true, "status": "warning", "priority": "high", "message": "{matched} integrations have never synced: {items}."},
      {"older_than": "2 hours", "status": "warning", "priority": "medium", "message": "The last sync is {value} old: {items}."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('content_pending_approval', 'Content Pending Approval', 'Content waiting for approval', 'craig', 'marketing', '{brand}', 'medium', true, 'backlog', '{
    "signal": "content_approvals", "field": "submitted_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"older_than": "48 hours", "status": "warning", "priority": "medium", "message": "{matched} pieces wait for approval for up to {value}: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} pieces wait for approval."}
    ]
  }'),
  ('campaign_performance', 'Campaign Performance', 'Campaigns with declining engagement', 'craig', 'marketing', '{brand}', 'medium', true, 'threshold', '{
    "signal": "campaigns", "field": "engagement", "percent_of": {"average": "engagement"},
    "where": [{"field": "status", "eq": "active"}],
    "levels": [
      {"lt": 70, "status": "warning", "priority": "medium", "message": "{matched} campaigns have little engagement, down to {value} % of the average: {items}."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('competitor_launches', 'Competitor Launches', 'New competitor products detected', 'ezal', 'marketing', '{brand}', 'medium', true, 'count', '{
    "signal": "competitor_launches", "where": [{"field": "launched_at", "newer_than": "7 days"}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} competitor products were launched in the last 7 days: {items}."}
    ]
  }'),
  ('pricing_trends', 'Pricing Trends', 'Market-wide pricing shifts', 'ezal', 'revenue', '{brand}', 'low', true, 'count', '{
    "signal": "pricing_trends",
    "where": [{"field": "detected_at", "newer_than": "7 days"}, {"field": "magnitude", "eq": "high"}],
    "levels": [
      {"status": "warning", "priority": "low", "message": "{matched} large price shifts in the last 7 days: {items}."}
    ]
  }'),
  ('partner_performance', 'Partner Performance', 'Underperforming retail partners', 'money_mike', 'revenue', '{brand}', 'medium', true, 'threshold', '{
    "signal": "partners", "field": "sales", "percent_of": "target",
    "levels": [
      {"lt": 70, "status": "warning", "priority": "medium", "message": "{matched} partners sell less than 70 % of their target: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('revenue_forecast', 'Revenue Forecast', 'Revenue trending below target', 'money_mike', 'revenue', '{brand}', 'high', true, 'threshold', '{
    "signal": "revenue_forecast", "field": "forecast", "percent_of": "target",
    "levels": [
      {"lt": 70, "status": "alert", "priority": "high", "message": "The forecast is {value} % of the target."},
      {"lt": 90, "status": "warning", "priority": "medium", "message": "The forecast is {value} % of the target."}
    ]
  }'),
  ('ranking_changes', 'Ranking Changes', 'SEO ranking drops detected', 'day_day', 'marketing', '{brand}', 'medium', true, 'threshold', '{
    "signal": "rankings", "field": "position_change", "where": [{"field": "changed_at", "newer_than": "24 hours"}],
    "levels": [
      {"lte": -5, "status": "warning", "priority": "medium", "message": "{matched} rankings dropped, by up to {value}: {items}."}
    ]
  }'),
  ('seo_opportunities', 'SEO Opportunities', 'New keyword opportunities found', 'day_day', 'marketing', '{brand}', 'low', false, 'threshold', '{
    "signal": "seo_keywords", "field": "potential_traffic",
    "levels": [
      {"gt": 1000, "status": "ok", "priority": "low", "message": "{matched} keywords with traffic to win: {items}."}
    ]
  }'),
  ('traffic_anomalies', 'Traffic Anomalies', 'Unusual traffic patterns', 'pops', 'marketing', '{brand}', 'medium', true, 'change', '{
    "signal": "traffic", "current": {"aggregate": "sum", "field": "visits"},
    "base": {"aggregate": "sum", "field": "previous_visits"},
    "levels": [
      {"lte": -30, "status": "warning", "priority": "medium", "message": "Traffic changed by {value} %."},
      {"gte": 30, "status": "ok", "priority": "low", "message": "Traffic rose by {value} %."}
    ]
  }'),
  ('conversion_rates', 'Conversion Rates', 'Conversion rate drops detected', 'pops', 'revenue', '{brand}', 'high', true, 'change', '{
    "signal": "conversions", "current": {"aggregate": "avg", "field": "rate"},
    "base": {"aggregate": "avg", "field": "previous_rate"},
    "levels": [
      {"lt": -20, "status": "alert", "priority": "high", "message": "The conversion rate changed by {value} %."},
      {"lt": -10, "status": "warning", "priority": "medium", "message": "The conversion rate changed by {value} %."}
    ]
  }'),
  ('campaign_performance_alert', 'Campaign Performance', 'Active campaigns with low delivery or engagement rates', 'craig', 'marketing', '{dispensary,brand}', 'medium', true, 'count', '{
    "signal": "campaigns",
    "where": [{"field": "sent_at", "newer_than": "7 days"}, {"any_of": [{"field": "open_rate", "lt": 10}, {"field": "bounce_rate", "gt": 15}]}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} campaigns are opened too rarely, or bounce: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('campaign_stalled', 'Stalled Campaigns', 'Scheduled campaigns that failed to send on time', 'craig', 'marketing', '{dispensary,brand}', 'high', true, 'backlog', '{
    "signal": "campaigns", "field": "scheduled_at", "where": [{"field": "sent_at", "missing": true}],
    "levels": [
      {"aged": "30 minutes", "status": "alert", "priority": "high", "message": "{matched} campaigns should have been sent up to {value} ago: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('campaign_compliance_pending', 'Campaign Compliance Pending', 'Campaigns stuck in compliance review for over 24 hours', 'deebo', 'compliance', '{dispensary,brand}', 'medium', true, 'backlog', '{
    "signal": "campaigns", "field": "status_changed_at", "where": [{"field": "status", "eq": "compliance_review"}],
    "levels": [
      {"older_than": "24 hours", "status": "warning", "priority": "medium", "message": "{matched} campaigns are in compliance review for up to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('scheduled_playbooks_due', 'Overdue Playbooks', 'Scheduled playbooks that should have run', 'leo', 'operations', '{super_user,dispensary,brand}', 'high', true, 'backlog', '{
    "signal": "playbooks", "field": "next_run_at",
    "levels": [
      {"older_than": "6 hours", "status": "alert", "priority": "high", "message": "{matched} playbooks should have run up to {value} ago: {items}."},
      {"older_than": "2 hours", "status": "alert", "priority": "medium", "message": "{matched} playbooks should have run up to {value} ago: {items}."},
      {"older_than": "10 minutes", "status": "warning", "priority": "medium", "message": "{matched} playbooks should have run up to {value} ago: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('failed_playbooks', 'Failed Playbooks', 'Recent playbook execution failures', 'leo', 'operations', '{super_user,dispensary,brand}', 'high', true, 'count', '{
    "signal": "playbook_executions",
    "where": [{"field": "status", "eq": "failed"}, {"field": "finished_at", "newer_than": "1 hour"}],
    "levels": [
      {"count": 3, "status": "alert", "priority": "high", "message": "{matched} playbooks failed in the last hour: {items}."},
      {"status": "alert", "priority": "medium", "message": "{matched} playbooks failed in the last hour: {items}."}
    ]
  }'),
  ('stalled_playbook_executions', 'Stalled Executions', 'Playbook executions stuck in running state', 'linus', 'system', '{super_user,dispensary,brand}', 'urgent', true, 'backlog', '{
    "signal": "playbook_executions", "field": "started_at", "where": [{"field": "status", "eq": "running"}],
    "levels": [
      {"aged": "2 hours", "status": "alert", "priority": "urgent", "message": "{matched} executions are stuck for up to {value}: {items}."},
      {"aged": "1 hour", "status": "alert", "priority": "high", "message": "{matched} executions are stuck for up to {value}: {items}."},
      {"aged": "30 minutes", "status": "warning", "priority": "high", "message": "{matched} executions run for up to {value}: {items}."}
    ]
  }'),
  ('pending_playbook_approvals', 'Playbook Approvals', 'Content from playbooks awaiting approval', 'craig', 'marketing', '{super_user,dispensary,brand}', 'medium', true, 'backlog', '{
    "signal": "playbook_approvals", "field": "requested_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"aged": "24 hours", "count": 3, "status": "alert", "priority": "high", "message": "{matched} approvals wait for up to {value}: {items}."},
      {"aged": "24 hours", "status": "alert", "priority": "medium", "message": "{matched} approvals wait for up to {value}: {items}."},
      {"status": "warning", "priority": "medium", "message": "{matched} approvals wait: {items}."}
    ]
  }'),
  ('upcoming_playbooks', 'Upcoming Playbooks', 'Playbooks scheduled to run in the next 2 hours', 'leo', 'operations', '{super_user,dispensary,brand}', 'low', false, 'count', '{
    "signal": "playbooks", "where": [{"field": "next_run_at", "upcoming": "2 hours"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} playbooks run in the next 2 hours: {items}."}
    ]
  }')) v(id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;

-- Whether a schema is Postgres' own or Supabase's: what is odd in there is not the project's to change.
-- API: private. Called by: check_primary_keys, check_foreign_key_indexes, check_unused_indexes.
create or replace function private.is_managed_schema(name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select is_managed_schema.name ~ '^pg_' or is_managed_schema.name in (
    'information_schema', 'auth', 'storage', 'realtime', '_realtime', '_analytics', '_supavisor', 'vault', 'cron', 'net', 'extensions',
    'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations', 'pgmq', 'pgtle'
  );
$$;
comment on function private.is_managed_schema(text) is 'Whether a schema is Postgres'' own or Supabase''s.';
revoke all on function private.is_managed_schema(text) from public, anon, authenticated, service_role;

-- Whether a table is there and the caller may read it: parts of Supabase that a project may lack. Unlike to_regclass() it does not raise
-- where the schema is closed.
-- API: private. Called by: check_failed_sign_ins, sample_platform.
create or replace function private.is_readable(schema_name text, table_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = is_readable.schema_name and c.relname = is_readable.table_name
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  );
$$;
comment on function private.is_readable(text, text) is 'Whether a table exists and the caller may read it.';
revoke all on function private.is_readable(text, text) from public, anon, authenticated, service_role;

-- Names for a message: 'a, b and 3 more'. count: how many there are, of which names need to be the first ten only.
-- API: private. Called by: checks of the platform.
create or replace function private.list_names(names text[], count bigint)
returns text
language sql
immutable
set search_path = ''
as $$
  select concat_ws(' and ', array_to_string(list_names.names[1:10], ', '),
    nullif(greatest(list_names.count - least(cardinality(list_names.names), 10), 0), 0) || ' more');
$$;
comment on function private.list_names(text[], bigint) is 'The first ten names, and how many more there are.';
revoke all on function private.list_names(text[], bigint) from public, anon, authenticated, service_role;

-- The longest time that may pass between two runs of a pg_cron schedule, rounded up to what its coarsest field allows; null for one that
-- says nothing about time. It takes no calendar: '0 3 * * 1' is 7 days, '0 3 31 * *' is 62.
-- API: private. Called by: check_cron_overdue.
create or replace function private.longest_cron_gap(schedule text)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case
    when s.text ~ '^\d{1,2}\s+seconds?$' then make_interval(secs => substring(s.text from '^\d+')::integer)
    when s.text = '@hourly' then interval '1 hour'
    when s.text in ('@daily', '@midnight') then interval '1 day'
    when s.text = '@weekly' then interval '7 days'
    when s.text = '@monthly' then interval '31 days'
    when s.text in ('@yearly', '@annually') then interval '366 days'
    when s.text like '@%' or cardinality(s.fields) < 5 then null
    when s.fields[4] <> '*' then interval '366 days'
    -- Where both are given, either of them lets it run.
    when s.fields[5] <> '*' then interval '7 days'
    when s.fields[3] ~ '^\*/\d{1,2}$' then make_interval(days => substring(s.fields[3] from '\d+')::integer)
    when s.fields[3] <> '*' then interval '62 days'
    when s.fields[2] ~ '^\*/\d{1,2}$' then make_interval(hours => substring(s.fields[2] from '\d+')::integer)
    when s.fields[2] <> '*' then interval '1 day'
    when s.fields[1] ~ '^\*/\d{1,2}$' then make_interval(mins => substring(s.fields[1] from '\d+')::integer)
    when s.fields[1] <> '*' then interval '1 hour'
    else interval '1 minute'
  end
  from (
    select lower(btrim(longest_cron_gap.schedule, E' \t')),
      regexp_split_to_array(btrim(longest_cron_gap.schedule, E' \t'), '[ \t]+')
  ) s(text, fields);
$$;
comment on function private.longest_cron_gap(text) is 'The longest time between two runs of a pg_cron schedule, rounded up.';
revoke all on function private.longest_cron_gap(text) from public, anon, authenticated, service_role;

-- An error of the database as a check may show it: its first line, so neither statement nor detail nor context, and without the values
-- that it quotes. Quoted names of tables and the like stay.
-- API: private. Called by: check_cron_failures, check_job_errors.
create or replace function private.plain_error(error text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Names change their quotes for a character that no error has, while what is quoted still goes.
  select left(translate(regexp_replace(
    regexp_replace(split_part(plain_error.error, E'\n', 1), '"([a-z_][a-z0-9_.]{0,62})"', E'\x01\\1\x01', 'g'),
    '"[^"]*("|$)', '"…"', 'g'
  ), E'\x01', '"'), 200);
$$;
comment on function private.plain_error(text) is 'The first line of an error, without the values that it quotes.';
revoke all on function private.plain_error(text) from public, anon, authenticated, service_role;

-- What the platform measured at night, for checks that compare with then: sizes, and counters that only grow.
create table if not exists private.platform_samples (
  metric text not null,
  sampled_at timestamptz not null default now(),
  value numeric not null,
  primary key (metric, sampled_at)
);
comment on table private.platform_samples is 'Nightly measurements of the platform, kept for 90 days.';
alter table private.platform_samples enable row level security;
revoke all on private.platform_samples from public, anon, authenticated, service_role;

-- The latest sample of a metric at an instant; nulls where there is none. API: private. Called by: checks of the platform.
create or replace function private.platform_sample(metric text, now_at timestamptz)
returns private.platform_samples
language sql
stable
set search_path = ''
as $$
  select s.* from private.platform_samples s
  where s.metric = platform_sample.metric and s.sampled_at <= platform_sample.now_at
  order by s.sampled_at desc
  limit 1;
$$;
comment on function private.platform_sample(text, timestamptz) is 'The latest sample of a metric at an instant.';
revoke all on function private.platform_sample(text, timestamptz) from public, anon, authenticated, service_role;

-- Takes the samples, and forgets those that are older than 90 days. API: private. Called by: prune_history, nightly.
-- Returns how many were taken: there is none of what the project lacks.
create or replace function private.sample_platform(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_storage_size numeric;
  v_count integer;
begin
  if private.is_readable('storage', 'objects') then
    execute format($sql$
      select coalesce(sum((o.metadata ->> 'size')::numeric), 0) from %s o where o.metadata ->> 'size' ~ '^\d{1,18}$'
    $sql$, to_regclass('storage.objects')) into v_storage_size;
  end if;
  insert into private.platform_samples (metric, sampled_at, value)
  select s.metric, sample_platform.now_at, s.value
  from pg_catalog.pg_stat_database d
  cross join lateral (values
    ('database_size', pg_database_size(d.datid)::numeric),
    ('deadlocks', d.deadlocks),
    ('blocks_hit', d.blks_hit),
    ('blocks_read', d.blks_read),
    ('storage_size', v_storage_size)
  ) s(metric, value)
  where d.datname = current_database() and s.value is not null
  on conflict (metric, sampled_at) do nothing;
  get diagnostics v_count = row_count;
  delete from private.platform_samples s where s.sampled_at < sample_platform.now_at - interval '90 days';
  return v_count;
end
$$;
comment on function private.sample_platform(timestamptz) is 'Measures the platform; returns how many samples were taken.';
revoke all on function private.sample_platform(timestamptz) from public, anon, authenticated, service_role;

-- Share of blocks that were found in memory since the last nightly sample; before the first one, since the database's statistics begin.
-- arguments: {"warning_percent": 95, "alert_percent": 85, "min_blocks": 100000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cache_hit_ratio(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.blocks < greatest(r.min_blocks, 1)
      then jsonb_build_object('status', 'ok', 'message', format('Only %s blocks were read %s: too few to tell.', r.blocks, r.since))
    when r.percent >= r.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s %% of %s blocks were found in memory %s.', round(r.percent, 1), r.blocks, r.since))
    else jsonb_build_object(
      'status', case when r.percent < r.alert_percent then 'alert' else 'warning' end, 'priority', 'medium',
      'title', 'The database reads from disk',
      'message', format('Only %s %% of %s blocks were found in memory %s. Look for sequential scans of large tables (seq_tup_read in pg_stat_user_tables), or take a larger instance.',
        round(r.percent, 1), r.blocks, r.since),
      'data', jsonb_build_object('percent', round(r.percent, 2), 'blocks', r.blocks)
    )
  end
  from (
    select b.hits + b.reads as blocks, b.hits * 100.0 / greatest(b.hits + b.reads, 1) as percent, b.since,
      coalesce((check_cache_hit_ratio.arguments ->> 'warning_percent')::numeric, 95) as warning_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'alert_percent')::numeric, 85) as alert_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'min_blocks')::bigint, 100000) as min_blocks
    from (
      select d.blks_hit - coalesce(case when not k.is_anew then h.value end, 0) as hits,
        d.blks_read - coalesce(case when not k.is_anew then m.value end, 0) as reads,
        case
          when not k.is_anew then 'since ' || to_char(h.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
          else 'since statistics began'
        end as since
      from pg_catalog.pg_stat_database d
      cross join private.platform_sample('blocks_hit', check_cache_hit_ratio.now_at) h
      cross join private.platform_sample('blocks_read', check_cache_hit_ratio.now_at) m
      -- Counters that are lower than they were have begun anew.
      cross join lateral (select coalesce(d.blks_hit < h.value or d.blks_read < m.value, true)) k(is_anew)
      where d.datname = current_database()
    ) b
  ) r;
$$;
comment on function private.check_cache_hit_ratio(text, timestamptz, jsonb) is 'Share of blocks that were found in memory.';
revoke all on function private.check_cache_hit_ratio(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Connections in use, of those that clients may have. arguments: {"warning_percent": 80, "alert_percent": 90}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_connections(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when c.percent < c.warning_percent
      then jsonb_build_object('status', 'ok', 'message', format('%s of %s connections are in use.', c.used, c.allowed))
    else jsonb_build_object(
      'status', case when c.percent >= c.alert_percent then 'alert' else 'warning' end,
      'priority', case when c.percent >= c.alert_percent then 'urgent' else 'high' end,
      'title', 'Connections run out',
      'message', format('%s of %s connections are in use, %s of them idle, most by the role %s. Let its clients use the pooler (port 6543); pg_stat_activity has who they are.',
        c.used, c.allowed, c.idle, c.role),
      'data', jsonb_build_object('used', c.used, 'allowed', c.allowed, 'idle', c.idle, 'role', c.role)
    )
  end
  from (
    select u.*, u.used * 100.0 / u.allowed as percent,
      coalesce((check_connections.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_connections.arguments ->> 'alert_percent')::numeric, 90) as alert_percent
    from (
      select count(*) as used, count(*) filter (where a.state = 'idle') as idle, mode() within group (order by a.usename) as role,
        greatest(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
          -- Since Postgres 16.
          - coalesce(current_setting('reserved_connections', true)::integer, 0), 1) as allowed
      from pg_catalog.pg_stat_activity a
      -- Who may not see other roles' sessions sees at least that they are there, by a role in a database.
      where a.usesysid is not null and a.datid is not null and coalesce(a.backend_type, 'client backend') = 'client backend'
    ) u
  ) c;
$$;
comment on function private.check_connections(text, timestamptz, jsonb) is 'Connections in use, of those that clients may have.';
revoke all on function private.check_connections(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- pg_cron jobs whose last finished run failed. Its history has no index but by run, so that only the last {"max_runs": 20000} are read:
-- about four days of what Heartbase itself runs. A job that ran before them is not judged.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_failures.arguments ->> 'max_runs')::integer, 20000)
      -- One that could not even begin has no times.
      and d.status in ('succeeded', 'failed')
    group by d.jobid
  ),
  failed as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, private.plain_error(d.return_message) as error, d.runid, d.end_time
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status = 'failed'
    join cron.job j on j.jobid = l.jobid and j.active
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'The last run of every pg_cron job succeeded.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs fail',
      'message', format('The last run failed of %s: %s. Mend its command, and see cron.job_run_details for the rest.',
        private.list_names(array_agg(f.name order by f.runid desc), count(*)),
        (array_agg(f.error order by f.runid desc))[1]),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(f) order by f.runid desc), '$[0 to 19]'))
    )
  end
  from failed f;
$$;
comment on function private.check_cron_failures(text, timestamptz, jsonb) is 'pg_cron jobs whose last finished run failed.';
revoke all on function private.check_cron_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Size of cron.job_run_details, which pg_cron never prunes. arguments: {"max_bytes": 104857600}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_history_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.size <= s.max_size
      then jsonb_build_object('status', 'ok', 'message', format('The history of pg_cron takes %s.', pg_size_pretty(s.size)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The history of pg_cron grows',
      'message', format('cron.job_run_details takes %s. See that the job heartbase-prune runs, and lower the setting cron_history_retention; truncate cron.job_run_details; gives the space back at once.',
        pg_size_pretty(s.size)),
      'data', jsonb_build_object('bytes', s.size)
    )
  end
  from (
    select pg_total_relation_size('cron.job_run_details'::regclass) as size,
      coalesce((check_cron_history_size.arguments ->> 'max_bytes')::numeric, 104857600)::bigint as max_size
  ) s;
$$;
comment on function private.check_cron_history_size(text, timestamptz, jsonb) is 'Size of the history of pg_cron.';
revoke all on function private.check_cron_history_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Active pg_cron jobs that have not started for longer than their schedule allows, a tenth of that and {"grace": "5 minutes"}. Judged by
-- the last {"max_runs": 20000} runs; a job that is not among them, or that runs now, is not overdue, and nothing was while the server was down.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_overdue(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_overdue.arguments ->> 'max_runs')::integer, 20000)
      and d.start_time <= check_cron_overdue.now_at
    group by d.jobid
  ),
  overdue as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, d.start_time as started_at
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status in ('succeeded', 'failed')
    join cron.job j on j.jobid = l.jobid and j.active
    where greatest(d.start_time, pg_postmaster_start_time()) < check_cron_overdue.now_at - 1.1 * private.longest_cron_gap(j.schedule)
      - coalesce((check_cron_overdue.arguments ->> 'grace')::interval, interval '5 minutes')
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every pg_cron job starts in its rhythm.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs do not start',
      'message', format('Not started when their schedule says: %s, the first since %s. When no job starts at all, restart the database: the worker of pg_cron is gone. When others do, see what occupies its 32 places.',
        private.list_names(array_agg(o.name order by o.started_at, o.name), count(*)),
        to_char(min(o.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(o) order by o.started_at, o.name), '$[0 to 19]'))
    )
  end
  from overdue o;
$$;
comment on function private.check_cron_overdue(text, timestamptz, jsonb) is 'Active pg_cron jobs that do not start when their schedule says.';
revoke all on function private.check_cron_overdue(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Runs of pg_cron jobs that have not ended after {"after": "1 hour"}: sessions of pg_cron, of which there is one for each run.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_stuck(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_cron_stuck.arguments ->> 'after')::interval, interval '1 hour') as after
  ),
  sessions as (
    select a.pid, a.query, a.backend_start as started_at
    from pg_catalog.pg_stat_activity a
    -- With cron.use_background_workers a run is no client.
    where (a.application_name = 'pg_cron' or a.backend_type = 'pg_cron')
      and a.backend_start < check_cron_stuck.now_at - (select l.after from limits l)
    order by a.backend_start
    limit 20
  ),
  stuck as (
    -- The session shows the beginning of the command only.
    select s.pid, s.started_at, coalesce((
      select min(coalesce(j.jobname, 'job ' || j.jobid)) from cron.job j
      where left(j.command, 200) = left(s.query, 200)
    ), 'a job of process ' || s.pid) as name
    from sessions s
  )
  select case
    when count(s.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Jobs of other roles cannot be seen without the role pg_read_all_stats.')
    when count(s.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No run of a pg_cron job takes longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'pg_cron jobs are stuck',
      'message', format('Running for longer than %s: %s, the first since %s. The next runs of a job wait for it to end: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), private.list_names(array_agg(s.name order by s.started_at), count(s.pid)),
        to_char(min(s.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), (array_agg(s.pid order by s.started_at))[1]),
      'data', jsonb_build_object('runs', jsonb_agg(to_jsonb(s) order by s.started_at))
    )
  end
  from limits l
  left join stuck s on true
  group by l.after;
$$;
comment on function private.check_cron_stuck(text, timestamptz, jsonb) is 'Runs of pg_cron jobs that do not end.';
revoke all on function private.check_cron_stuck(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Size of the database: what the plan allows, where that is given, and its growth in a week, by the nightly samples.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "alert_percent": 95, "growth_percent": 50,
-- "growth_bytes": 104857600}; both are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_database_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.percent >= least(d.warning_percent, d.alert_percent) then jsonb_build_object(
      'status', case when d.percent >= d.alert_percent then 'alert' else 'warning' end,
      'priority', case when d.percent >= d.alert_percent then 'urgent' else 'high' end,
      'title', 'The database is nearly full',
      'message', format('The database takes %s, %s %% of the %s that are allowed; beyond that it becomes read-only. Delete, shorten retentions, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The database grows fast',
      'message', format('The database takes %s, %s %% more than on %s. See which table it is: select relid::regclass, pg_total_relation_size(relid) from pg_stat_user_tables order by 2 desc limit 10;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('The database takes %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.size, s.max_size, b.value as before, b.sampled_at, s.size * 100.0 / nullif(s.max_size, 0) as percent,
      (s.size - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_database_size.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_database_size.arguments ->> 'alert_percent')::numeric, 95) as alert_percent,
      coalesce((check_database_size.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_database_size.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from (
      select coalesce((check_database_size.arguments ->> 'max_bytes')::bigint, 0) as max_size,
        -- The exact size asks the file system for each file, of which thousands of tables have tens of thousands; their pages as of the
        -- last vacuum are near enough.
        case when k.reltuples < 5000 then pg_database_size(current_database()) else (
          select sum(c.relpages::bigint) * current_setting('block_size')::integer from pg_catalog.pg_class c
        )::bigint end as size
      from pg_catalog.pg_class k
      where k.oid = 'pg_catalog.pg_class'::regclass
    ) s
    cross join private.platform_sample('database_size', check_database_size.now_at - interval '7 days') b
  ) d;
$$;
comment on function private.check_database_size(text, timestamptz, jsonb) is 'Size of the database, and its growth in a week.';
revoke all on function private.check_database_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Messages that died in the last day: nobody was reached. arguments: {"max": 0}. Test messages do not count.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_letters(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when count(d.id) <= l.max then jsonb_build_object('status', 'ok', 'message', format('%s messages died in the last day.', count(d.id)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Messages died',
      'message', format('%s messages died in the last day, to %s. Most often: %s. Mend the channel, and see with a test message that it works.',
        count(d.id), private.list_names(array_agg(distinct d.channel), count(distinct d.channel)),
        left(mode() within group (order by d.last_error), 200)),
      'data', jsonb_build_object('count', count(d.id))
    )
  end
  from (select coalesce((check_dead_letters.arguments ->> 'max')::bigint, 0) as max) l
  left join lateral (
    select n.id, n.last_error, coalesce(c.name, 'a deleted channel') as channel
    from public.notifications n
    left join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.event <> 'test'
      and n.finished_at > check_dead_letters.now_at - interval '1 day' and n.finished_at <= check_dead_letters.now_at
  ) d on true
  group by l.max;
$$;
comment on function private.check_dead_letters(text, timestamptz, jsonb) is 'Messages that died in the last day: nobody was reached.';
revoke all on function private.check_dead_letters(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables with many dead rows that vacuum did not get to: over {"min_rows": 10000} and {"percent": 30} of the table. Autovacuum begins at
-- 17 % as it comes; a table that is being vacuumed is left out, and so are temporary ones, which autovacuum cannot reach.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_tuples(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with bloated as (
    select t.oid::regclass::text as name, t.dead, round(t.dead * 100.0 / greatest(t.live + t.dead, 1)) as percent
    from (
      -- Asked of the counters themselves: the view of them groups the indexes of all tables.
      select c.oid, pg_stat_get_dead_tuples(c.oid) as dead, pg_stat_get_live_tuples(c.oid) as live
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.dead > coalesce((check_dead_tuples.arguments ->> 'min_rows')::bigint, 10000)
      and t.dead * 100.0 / greatest(t.live + t.dead, 1) > coalesce((check_dead_tuples.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Vacuum keeps up.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Tables hold many dead rows',
      'message', format('Dead rows that vacuum did not get to: %s (up to %s rows, %s %%). Run vacuum (analyze) on them; if that frees nothing, an old transaction, replication slot or prepared transaction holds it back.',
        private.list_names(array_agg(b.name order by b.dead desc), count(*)), max(b.dead), max(b.percent)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(b) order by b.dead desc), '$[0 to 19]'))
    )
  end
  from bloated b;
$$;
comment on function private.check_dead_tuples(text, timestamptz, jsonb) is 'Tables with many dead rows that vacuum did not get to.';
revoke all on function private.check_dead_tuples(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Deadlocks since the last nightly sample. arguments: {"max": 5}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_deadlocks(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.since is null then jsonb_build_object('status', 'ok', 'message', 'There is no sample to compare with yet: it is taken at night.')
    when d.count <= d.max then jsonb_build_object('status', 'ok', 'message', format('%s deadlocks since %s.', d.count, d.since))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Transactions deadlock',
      'message', format('%s deadlocks since %s. Let transactions lock rows in one order; the database''s log names the statements.', d.count, d.since),
      'data', jsonb_build_object('count', d.count)
    )
  end
  from (
    -- A counter that is lower than it was has begun anew.
    select case when t.deadlocks < s.value then t.deadlocks else t.deadlocks - s.value::bigint end as count,
      to_char(s.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as since,
      coalesce((check_deadlocks.arguments ->> 'max')::bigint, 5) as max
    from pg_catalog.pg_stat_database t
    cross join private.platform_sample('deadlocks', check_deadlocks.now_at) s
    where t.datname = current_database()
  ) d;
$$;
comment on function private.check_deadlocks(text, timestamptz, jsonb) is 'Deadlocks since the last nightly sample.';
revoke all on function private.check_deadlocks(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Whether the minute tick runs. arguments: {"after": "3 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_evaluator(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.last_tick_at is null then jsonb_build_object('status', 'ok', 'message', 'The minute tick has not run yet.')
    when s.last_tick_at >= check_evaluator.now_at - coalesce((check_evaluator.arguments ->> 'after')::interval, interval '3 minutes')
      then jsonb_build_object('status', 'ok', 'message', 'The minute tick runs.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'The minute tick stands still',
      'message', format('It ran last at %s, and until it runs nobody is told of silence. See the runs of heartbase-tick in cron.job_run_details; select private.install_schedules(); repairs a schedule that was changed.',
        to_char(s.last_tick_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('last_tick_at', s.last_tick_at)
    )
  end
  from private.evaluator_state s;
$$;
comment on function private.check_evaluator(text, timestamptz, jsonb) is 'Whether the minute tick runs.';
revoke all on function private.check_evaluator(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Foreign keys without an index, which make a delete of what they refer to read the whole table: of tables of {"min_rows": 10000} rows
-- and more as of their last analyze, but for Supabase's own and {"except": ["public.orders_customer_id_fkey"]}, names of constraints with the table's schema.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_foreign_key_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with large as materialized (
    select c.oid from pg_catalog.pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.reltuples >= coalesce((check_foreign_key_indexes.arguments ->> 'min_rows')::bigint, 10000)
  ),
  bare as (
    select format('%s (%s)', k.conrelid::regclass, (
      select string_agg(a.attname, ', ' order by u.position)
      from unnest(k.conkey) with ordinality u(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
    )) as name
    from large l
    join pg_catalog.pg_constraint k on k.conrelid = l.oid and k.contype = 'f'
    where not private.is_managed_schema(k.connamespace::regnamespace::text)
      and not exists (
        select from pg_catalog.pg_index i
        where i.indrelid = k.conrelid and i.indisvalid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          -- Which is enough: a null refers to nothing.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '(% IS NOT NULL)')
      )
      and not coalesce(check_foreign_key_indexes.arguments -> 'except' ? format('%s.%I', k.connamespace::regnamespace, k.conname), false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Foreign keys of large tables have their indexes.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Foreign keys without an index',
      'message', format('No index begins with %s. For each: create index concurrently on these columns.',
        private.list_names(array_agg(b.name order by b.name), count(*))),
      'data', jsonb_build_object('keys', to_jsonb((array_agg(b.name order by b.name))[1:50]))
    )
  end
  from bare b;
$$;
comment on function private.check_foreign_key_indexes(text, timestamptz, jsonb) is 'Foreign keys of large tables without an index.';
revoke all on function private.check_foreign_key_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Transactions whose client does nothing for longer than {"after": "5 minutes"}, while they hold their locks.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_idle_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_idle_transactions.arguments ->> 'after')::interval, interval '5 minutes') as after
  ),
  idle as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_idle_transactions.now_at - a.state_change)::text as age, a.state_change
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < check_idle_transactions.now_at - (select l.after from limits l)
    order by a.state_change
    limit 20
  )
  select case
    when count(i.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(i.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction is idle for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is idle',
      'message', format('Transactions that are idle for longer than %s: %s. The longest is process %s of the role %s, since %s. It keeps its locks: select pg_terminate_backend(%s); and set idle_in_transaction_session_timeout for the role.',
        private.describe_interval(l.after), count(i.pid), (array_agg(i.pid order by i.state_change))[1],
        (array_agg(i.role order by i.state_change))[1], (array_agg(i.age order by i.state_change))[1],
        (array_agg(i.pid order by i.state_change))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(i) - 'state_change' order by i.state_change))
    )
  end
  from limits l
  left join idle i on true
  group by l.after;
$$;
comment on function private.check_idle_transactions(text, timestamptz, jsonb) is 'Transactions whose client does nothing while they hold their locks.';
revoke all on function private.check_idle_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Indexes that a failed create index concurrently left behind: written to, and never read. Those that are being made or dropped just now
-- are left out, and so are those of partitioned tables, which hold nothing themselves.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_invalid_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with invalid as (
    select i.indexrelid::regclass::text as name
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    where not i.indisvalid
      and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.relid = i.indrelid)
      and not exists (
        select from pg_catalog.pg_locks l where l.relation = i.indexrelid and l.mode = 'ShareUpdateExclusiveLock'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every index is valid.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Indexes are invalid',
      'message', format('Written to and never read: %s. For each: reindex index concurrently …, or drop index concurrently …; see first whether its rows are unique.',
        private.list_names(array_agg(i.name order by i.name), count(*))),
      'data', jsonb_build_object('indexes', to_jsonb((array_agg(i.name order by i.name))[1:50]))
    )
  end
  from invalid i;
$$;
comment on function private.check_invalid_indexes(text, timestamptz, jsonb) is 'Indexes that a failed create index concurrently left behind.';
revoke all on function private.check_invalid_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Jobs, tetrahedrons and machines that the evaluator could not judge. It puts such a row off by an hour at most, so that the rows that
-- are due within the hour are looked at, at most {"max_rows": 5000} of each kind.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_job_errors(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_job_errors.arguments ->> 'max_rows')::integer, 5000) as max_rows,
      check_job_errors.now_at + interval '1 hour' as until
  ),
  due as (
    (select 'job ' || j.job_name as name, j.evaluation_error as error
      from public.job_heartbeats j
      where j.next_check_at <= (select l.until from limits l)
      order by j.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'tetrahedron ' || t.name, t.evaluation_error
      from public.tetrahedrons t
      where t.next_check_at <= (select l.until from limits l)
      order by t.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'machine ' || m.name, m.evaluation_error
      from public.machines m
      where m.next_check_at <= (select l.until from limits l)
      order by m.next_check_at desc
      limit (select l.max_rows from limits l))
  ),
  unjudged as (
    select d.name, private.plain_error(d.error) as error from due d where d.error is not null
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Everything that checks in is judged.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Some cannot be judged',
      'message', format('Nobody is told of the silence of %s: %s. Mend what the error names, in its row or in a trigger of yours; evaluation_error has all of it.',
        private.list_names(array_agg(u.name order by u.name), count(*)), mode() within group (order by u.error)),
      'data', jsonb_build_object('subjects', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.name), '$[0 to 19]'))
    )
  end
  from unjudged u;
$$;
comment on function private.check_job_errors(text, timestamptz, jsonb) is 'Jobs, tetrahedrons and machines that could not be judged.';
revoke all on function private.check_job_errors(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Statements that wait for a lock for longer than {"after": "30 seconds"}, and who holds it. Waits that are meant are left out: for
-- advisory locks, and of a create index concurrently for older transactions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_lock_waits(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_lock_waits.arguments ->> 'after')::interval, interval '30 seconds') as after
  ),
  waiting as (
    select k.pid, a.usename as role, min(k.waitstart) as since
    from pg_catalog.pg_locks k
    join pg_catalog.pg_stat_activity a on a.pid = k.pid and a.datname = current_database()
    where not k.granted and k.locktype not in ('advisory', 'virtualxid')
    group by k.pid, a.usename
    having min(k.waitstart) < check_lock_waits.now_at - (select l.after from limits l)
    order by min(k.waitstart)
    limit 20
  ),
  -- At the head of a queue stands one that does not wait itself. Process 0 is a prepared transaction.
  heads as (
    select b.pid, min(w.since) as since
    from waiting w
    cross join unnest(pg_blocking_pids(w.pid)) b(pid)
    where b.pid not in (select k.pid from pg_catalog.pg_locks k where not k.granted)
    group by b.pid
    order by min(w.since)
    limit 1
  )
  select case
    when count(w.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No statement waits for a lock for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Statements wait for a lock',
      'message', format('Statements that wait for a lock for longer than %s: %s, the first since %s. ', private.describe_interval(l.after),
          count(w.pid), date_trunc('second', check_lock_waits.now_at - min(w.since)))
        || case
          when h.pid is null then 'Who holds it is gone already.'
          when h.pid = 0 then 'A prepared transaction holds it: see pg_prepared_xacts.'
          else format('Process %s%s holds it: select pg_terminate_backend(%s);', h.pid, ' of the role ' || a.usename || ' (' || a.state || ')', h.pid)
        end,
      'data', jsonb_build_object('waiting', jsonb_agg(to_jsonb(w) order by w.since), 'blocked_by', h.pid)
    )
  end
  from limits l
  left join waiting w on true
  left join heads h on true
  left join pg_catalog.pg_stat_activity a on a.pid = h.pid
  group by l.after, h.pid, a.usename, a.state;
$$;
comment on function private.check_lock_waits(text, timestamptz, jsonb) is 'Statements that wait for a lock for long, and who holds it.';
revoke all on function private.check_lock_waits(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Transactions that work for longer than {"after": "15 minutes"}: they keep vacuum from cleaning up. Idle ones are
-- check_idle_transactions'.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_long_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_long_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  long as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_long_transactions.now_at - a.xact_start)::text as age, a.xact_start
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid()
      and a.backend_type not in ('autovacuum worker', 'parallel worker', 'walsender', 'logical replication worker')
      and a.state not like 'idle in transaction%'
      and a.xact_start < check_long_transactions.now_at - (select l.after from limits l)
    order by a.xact_start
    limit 20
  )
  select case
    when count(g.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(g.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction works for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is open for long',
      'message', format('Transactions that work for longer than %s: %s. The oldest is process %s of the role %s, since %s. Until it ends, no table is cleaned of rows that died since: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), count(g.pid), (array_agg(g.pid order by g.xact_start))[1],
        (array_agg(g.role order by g.xact_start))[1], (array_agg(g.age order by g.xact_start))[1],
        (array_agg(g.pid order by g.xact_start))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(g) - 'xact_start' order by g.xact_start))
    )
  end
  from limits l
  left join long g on true
  group by l.after;
$$;
comment on function private.check_long_transactions(text, timestamptz, jsonb) is 'Transactions that work for long.';
revoke all on function private.check_long_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Requests that wait in the queue of pg_net, which sends 200 at a time. arguments: {"warning": 200, "alert": 2000}. It counts no further
-- than the alert.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when q.count < l.warning then jsonb_build_object('status', 'ok', 'message', format('%s requests wait for pg_net.', q.count))
    else jsonb_build_object(
      'status', case when q.count >= l.alert then 'alert' else 'warning' end,
      'priority', case when q.count >= l.alert then 'high' else 'medium' end,
      'title', 'Requests pile up in pg_net',
      'message', format('%s requests%s wait for pg_net. Queue fewer, or raise pg_net.batch_size; if the number does not fall, restart its worker: select net.worker_restart();',
        q.count, case when q.count >= l.alert then ' or more' end),
      'data', jsonb_build_object('count', q.count)
    )
  end
  from (
    select coalesce((check_net_backlog.arguments ->> 'warning')::bigint, 200) as warning,
      coalesce((check_net_backlog.arguments ->> 'alert')::bigint, 2000) as alert
  ) l
  cross join lateral (
    select count(*) from (select from net.http_request_queue limit greatest(l.warning, l.alert)) r
  ) q(count);
$$;
comment on function private.check_net_backlog(text, timestamptz, jsonb) is 'Requests that wait in the queue of pg_net.';
revoke all on function private.check_net_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Answers that pg_net got in the last hour, at most the last {"max_answers": 5000}, which are no success. arguments besides:
-- {"min_count": 5, "warning_percent": 10, "alert_percent": 50}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.failed < a.min_count or a.percent < a.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s of the last %s requests of pg_net failed, within an hour.', a.failed, a.total))
    else jsonb_build_object(
      'status', case when a.percent >= a.alert_percent then 'alert' else 'warning' end,
      'priority', case when a.percent >= a.alert_percent then 'high' else 'medium' end,
      'title', 'Requests of pg_net fail',
      'message', format('%s of the last %s requests of pg_net failed, within an hour (%s %%), most often with: %s. pg_cron calls such runs succeeded. See net._http_response for the answers.',
        a.failed, a.total, round(a.percent), a.reason),
      'data', jsonb_build_object('failed', a.failed, 'total', a.total)
    )
  end
  from (
    select c.*, c.failed * 100.0 / greatest(c.total, 1) as percent,
      coalesce((check_net_failures.arguments ->> 'min_count')::bigint, 5) as min_count,
      coalesce((check_net_failures.arguments ->> 'warning_percent')::numeric, 10) as warning_percent,
      coalesce((check_net_failures.arguments ->> 'alert_percent')::numeric, 50) as alert_percent
    from (
      select count(*) as total, count(r.reason) as failed, mode() within group (order by r.reason) as reason
      from (
        select case
          when p.timed_out then 'time-out'
          when p.error_msg is not null then private.plain_error(p.error_msg)
          when p.status_code not between 200 and 299 then 'HTTP ' || p.status_code
        end as reason
        from net._http_response p
        where p.created > check_net_failures.now_at - interval '1 hour' and p.created <= check_net_failures.now_at
        order by p.created desc
        limit coalesce((check_net_failures.arguments ->> 'max_answers')::integer, 5000)
      ) r
    ) c
  ) a;
$$;
comment on function private.check_net_failures(text, timestamptz, jsonb) is 'Answers that pg_net got which are no success.';
revoke all on function private.check_net_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Whether pg_net still sends: calls of edge functions within the last hour, at most the last thousand, that got no answer at all for
-- {"after": "5 minutes"}, and none after them that did.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_worker(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.count = 0 then jsonb_build_object('status', 'ok', 'message', 'Heartbase called no edge function in the last hour.')
    when r.lost = 0 or r.answered_at > r.lost_at
      then jsonb_build_object('status', 'ok', 'message', 'pg_net answers the calls that Heartbase makes.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'pg_net does not send',
      'message', format('%s calls of edge functions got no answer since %s. Restart the worker of pg_net: select net.worker_restart();',
        r.lost, to_char(r.first_lost_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('lost', r.lost, 'last_answer_at', r.answered_at)
    )
  end
  from (
    select count(*) as count, count(*) filter (where e.is_lost) as lost, min(e.requested_at) filter (where e.is_lost) as first_lost_at,
      max(e.requested_at) filter (where e.is_lost) as lost_at,
      max(e.requested_at) filter (where e.is_answered) as answered_at
    from (
      select q.requested_at,
        -- A time-out and a refused connection are answers of pg_net too.
        q.status_code is not null or coalesce(q.error, '') not in ('', 'no answer within 10 minutes') as is_answered,
        q.status_code is null and coalesce(q.error, '') in ('', 'no answer within 10 minutes')
          and q.requested_at < check_net_worker.now_at
            - coalesce((check_net_worker.arguments ->> 'after')::interval, interval '5 minutes') as is_lost
      from (select * from private.edge_requests q order by q.id desc limit 1000) q
      where q.requested_at > check_net_worker.now_at - interval '1 hour' and q.requested_at <= check_net_worker.now_at
    ) e
  ) r;
$$;
comment on function private.check_net_worker(text, timestamptz, jsonb) is 'Whether pg_net still sends.';
revoke all on function private.check_net_worker(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- How long the oldest message of the outbox has been waiting, those that a silence holds left out.
-- arguments: {"warning": "5 minutes", "alert": "30 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_outbox_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when o.age is null or o.age < o.warning
      then jsonb_build_object('status', 'ok', 'message', 'Messages are delivered as they come.')
    else jsonb_build_object(
      'status', case when o.age >= o.alert then 'alert' else 'warning' end,
      'priority', case when o.age >= o.alert then 'urgent' else 'high' end,
      'title', 'Messages are not delivered',
      'message', format('%s messages wait, the oldest for %s. %s', o.count, date_trunc('second', o.age),
        case
          when o.error is null then 'None was refused: npm run doctor says whether the notify function is called.'
          else format('Most often: %s. Mend the channel; what waits is sent then.', left(o.error, 200))
        end),
      'data', jsonb_build_object('count', o.count, 'last_error', left(o.error, 200))
    )
  end
  from (
    select count(*) as count, check_outbox_backlog.now_at - min(coalesce(n.replayed_at, n.held_until, n.created_at)) as age,
      mode() within group (order by n.last_error) as error,
      coalesce((check_outbox_backlog.arguments ->> 'warning')::interval, interval '5 minutes') as warning,
      coalesce((check_outbox_backlog.arguments ->> 'alert')::interval, interval '30 minutes') as alert
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id and c.enabled
    where n.state in ('pending', 'leased') and coalesce(n.held_until <= check_outbox_backlog.now_at, true)
  ) o;
$$;
comment on function private.check_outbox_backlog(text, timestamptz, jsonb) is 'How long the oldest message of the outbox has been waiting.';
revoke all on function private.check_outbox_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Prepared transactions that nobody finished for {"after": "15 minutes"}: they hold locks over restarts.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_prepared_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_prepared_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  forgotten as (
    select p.gid, p.owner as role, p.prepared as prepared_at
    from pg_catalog.pg_prepared_xacts p
    where p.database = current_database() and p.prepared < check_prepared_transactions.now_at - (select l.after from limits l)
    order by p.prepared
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No prepared transaction is forgotten.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Prepared transactions are forgotten',
      'message', format('%s, the first since %s: commit prepared, or rollback prepared.',
        private.list_names(array_agg(quote_literal(f.gid) order by f.prepared_at), count(*)),
        to_char(min(f.prepared_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(f) order by f.prepared_at))
    )
  end
  from forgotten f;
$$;
comment on function private.check_prepared_transactions(text, timestamptz, jsonb) is 'Prepared transactions that nobody finished.';
revoke all on function private.check_prepared_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables without a primary key, which replication and deduplication need. Those of Supabase itself and of extensions are left out, and
-- {"except": ["public.raw_events"]}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_primary_keys(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with keyless as materialized (
    select n.nspname as schema_name, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
  ),
  told as (
    select k.name from keyless k
    where not private.is_managed_schema(k.schema_name)
      and not coalesce(check_primary_keys.arguments -> 'except' ? k.name, false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table has a primary key.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Tables without a primary key',
      'message', format('%s: alter table … add primary key, so that rows can be told apart and replicated.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_primary_keys(text, timestamptz, jsonb) is 'Tables without a primary key.';
revoke all on function private.check_primary_keys(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Log that replication slots keep on disk, and slots whose log is lost. arguments: {"warning_bytes": 1073741824,
-- "alert_bytes": 4294967296}; where the server itself drops a slot that keeps max_slot_wal_keep_size, at half and nine tenths of that.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_replication_slots(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select least(coalesce((check_replication_slots.arguments ->> 'warning_bytes')::numeric, 1073741824), k.size * 0.5) as warning,
      least(coalesce((check_replication_slots.arguments ->> 'alert_bytes')::numeric, 4294967296), k.size * 0.9) as alert
    from (select nullif(pg_size_bytes(current_setting('max_slot_wal_keep_size')), -1)) k(size)
  ),
  slots as (
    select s.slot_name as name, s.active as is_active, s.wal_status = 'lost' as is_lost,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, s.restart_lsn) as bytes
    from pg_catalog.pg_replication_slots s
  ),
  behind as (
    select s.*, format('%s (%s)', s.name, case when s.is_lost then 'lost' else pg_size_pretty(s.bytes) end) as label
    from slots s
    cross join limits l
    where s.is_lost or s.bytes >= l.warning
  )
  select case
    when count(s.name) = 0
      then jsonb_build_object('status', 'ok', 'message', format('%s replication slots, none far behind.', (select count(*) from slots)))
    else jsonb_build_object(
      'status', case when bool_or(s.is_lost) or max(s.bytes) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(s.bytes) >= l.alert then 'urgent' else 'high' end,
      'title', 'A replication slot is far behind',
      'message', format('Log that slots keep on disk: %s. Start its reader, or, when it has none or its log is lost: select pg_drop_replication_slot(…);',
        private.list_names(array_agg(s.label order by s.bytes desc nulls first, s.name), count(s.name))),
      'data', jsonb_build_object('slots',
        jsonb_path_query_array(jsonb_agg(to_jsonb(s) - 'label' order by s.bytes desc nulls first, s.name), '$[0 to 19]'))
    )
  end
  from limits l
  left join behind s on true
  group by l.alert;
$$;
comment on function private.check_replication_slots(text, timestamptz, jsonb) is 'Log that replication slots keep on disk.';
revoke all on function private.check_replication_slots(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables that anybody with the publishable key, or anybody who signs up, reaches row by row, since row level security is off: those of
-- the schemas that the API exposes, {"schemas": ["public"]}, but for {"except": ["public.countries"]} and those of extensions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_row_level_security(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with open_tables as materialized (
    select c.oid, n.oid as schema_oid, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where coalesce(check_row_level_security.arguments -> 'schemas', '["public"]') ? n.nspname
      and c.relkind in ('r', 'p') and not c.relrowsecurity
  ),
  told as (
    select t.name
    from open_tables t
    where not coalesce(check_row_level_security.arguments -> 'except' ? t.name, false)
      and exists (
        select from unnest(array['anon', 'authenticated']) r(role)
        where has_schema_privilege(r.role, t.schema_oid, 'usage')
          and (has_any_column_privilege(r.role, t.oid, 'select, insert, update') or has_table_privilege(r.role, t.oid, 'delete, truncate'))
      )
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = t.oid and d.deptype = 'e'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table that clients reach has row level security.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'Tables are open to everybody',
      'message', format('Clients reach every row of %s. For each: alter table … enable row level security; and write its policies.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_row_level_security(text, timestamptz, jsonb) is 'Tables that clients reach since row level security is off.';
revoke all on function private.check_row_level_security(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Sequences, and the integer columns that they fill, that are nearly used up. arguments: {"warning_percent": 75, "alert_percent": 90,
-- "max_sequences": 500}. Reading a sequence locks it until the transaction ends, and there is room for a few thousand locks, so that of
-- more only those are read that have the fewest numbers.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_sequences(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with columns as (
    -- Columns whose default takes from a sequence may be narrower than it; an identity column is as wide as its own.
    select d.refobjid as sequence_oid, case a.atttypid when 'pg_catalog.int2'::regtype then 32767 else 2147483647 end as high
    from pg_catalog.pg_depend d
    join pg_catalog.pg_attrdef e on e.oid = d.objid
    join pg_catalog.pg_attribute a on a.attrelid = e.adrelid and a.attnum = e.adnum
    where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid = 0
      and a.atttypid in ('pg_catalog.int2'::regtype, 'pg_catalog.int4'::regtype)
  ),
  ranges as (
    select s.seqrelid, s.seqincrement, greatest(s.seqmin, max(-k.high - 1))::numeric as low, least(s.seqmax, min(k.high))::numeric as high
    from pg_catalog.pg_sequence s
    left join columns k on k.sequence_oid = s.seqrelid
    where not s.seqcycle
    group by s.seqrelid, s.seqincrement, s.seqmin, s.seqmax
  ),
  picked as materialized (
    select r.* from ranges r
    order by r.high - r.low, r.seqrelid
    limit coalesce((check_sequences.arguments ->> 'max_sequences')::integer, 500)
  ),
  used as (
    select p.seqrelid::regclass::text as name,
      case when p.seqincrement > 0 then v.last_value - p.low else p.high - v.last_value end * 100 / greatest(p.high - p.low, 1) as percent
    from picked p
    -- Those of other sessions' temporary tables cannot be read.
    join pg_catalog.pg_class c on c.oid = p.seqrelid and c.relpersistence <> 't'
    cross join lateral (
      select case when has_sequence_privilege(c.oid, 'usage, select') then pg_sequence_last_value(c.oid) end offset 0
    ) v(last_value)
  ),
  limits as (
    select coalesce((check_sequences.arguments ->> 'warning_percent')::numeric, 75) as warning,
      coalesce((check_sequences.arguments ->> 'alert_percent')::numeric, 90) as alert
  )
  select case
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', format('None of %s sequences%s is nearly used up.',
      (select count(*) from picked),
      (select ' (those with the fewest numbers, of ' || count(*) || ')' from ranges having count(*) > (select count(*) from picked))))
    else jsonb_build_object(
      'status', case when max(u.percent) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(u.percent) >= l.alert then 'urgent' else 'high' end,
      'title', 'A sequence runs out',
      'message', format('Used up by %s %%: %s. At 100 %% inserts fail: alter the column, and the sequence, to bigint.',
        round(max(u.percent), 1), private.list_names(array_agg(u.name order by u.percent desc, u.name), count(u.name))),
      'data', jsonb_build_object('sequences', jsonb_path_query_array(
        jsonb_agg(jsonb_build_object('name', u.name, 'percent', round(u.percent, 1)) order by u.percent desc, u.name), '$[0 to 19]'
      ))
    )
  end
  from limits l
  left join used u on u.percent >= l.warning
  group by l.alert;
$$;
comment on function private.check_sequences(text, timestamptz, jsonb) is 'Sequences, and the columns that they fill, that are nearly used up.';
revoke all on function private.check_sequences(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables that changed much since they were last analysed, so that plans go wrong: over {"min_rows": 10000} rows and {"percent": 30} of
-- the table. Autovacuum begins at 10 % as it comes; a table that is being analysed is left out, and so are temporary ones.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_stale_statistics(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with stale as (
    select t.oid::regclass::text as name, t.changes,
      greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) as analyzed_at
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.changes > coalesce((check_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((check_stale_statistics.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_analyze p where p.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Statistics are current.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Statistics are stale',
      'message', format('Changed much since they were analysed: %s (up to %s rows). Run analyze on them, and see that autovacuum is on.',
        private.list_names(array_agg(s.name order by s.changes desc), count(*)), max(s.changes)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(s) order by s.changes desc), '$[0 to 19]'))
    )
  end
  from stale s;
$$;
comment on function private.check_stale_statistics(text, timestamptz, jsonb) is 'Tables that changed much since they were last analysed.';
revoke all on function private.check_stale_statistics(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Bytes in Storage, by the nightly samples: what the plan allows, where that is given, and their growth in a week.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "growth_percent": 50, "growth_bytes": 104857600}; both
-- are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_storage_growth(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.size is null
      then jsonb_build_object('status', 'ok', 'message', 'Storage is not used, or was not measured yet: that is done at night.')
    when d.percent >= d.warning_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'Storage is nearly full',
      'message', format('Files take %s, %s %% of the %s that are allowed. Delete some, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Storage grows fast',
      'message', format('Files take %s, %s %% more than on %s. See which bucket it is: select bucket_id, count(*) from storage.objects group by 1;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('Files take %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.value as size, b.value as before, b.sampled_at, l.max_size, s.value * 100.0 / nullif(l.max_size, 0) as percent,
      (s.value - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_storage_growth.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from private.platform_sample('storage_size', check_storage_growth.now_at) s
    cross join private.platform_sample('storage_size', check_storage_growth.now_at - interval '7 days') b
    cross join (select coalesce((check_storage_growth.arguments ->> 'max_bytes')::bigint, 0)) l(max_size)
  ) d;
$$;
comment on function private.check_storage_growth(text, timestamptz, jsonb) is 'Bytes in Storage, and their growth in a week.';
revoke all on function private.check_storage_growth(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Age of the oldest transaction id of the server's databases: at 2 billion it stops writing. arguments: {"warning": 500000000,
-- "alert": 1200000000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_transaction_ids(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.age < a.warning then jsonb_build_object('status', 'ok', 'message', format('The oldest transaction id is %s old.', a.age))
    else jsonb_build_object(
      'status', case when a.age >= a.alert then 'alert' else 'warning' end,
      'priority', case when a.age >= a.alert then 'urgent' else 'high' end,
      'title', 'Transaction ids run out',
      'message', format('The oldest transaction id, in the database %s, is %s old; at 2 billion nothing can be written. Find what holds vacuum back (long transactions, replication slots, prepared transactions), then: vacuum (freeze).',
        a.name, a.age),
      'data', jsonb_build_object('database', a.name, 'age', a.age)
    )
  end
  from (
    select d.datname as name, greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) as age,
      coalesce((check_transaction_ids.arguments ->> 'warning')::bigint, 500000000) as warning,
      coalesce((check_transaction_ids.arguments ->> 'alert')::bigint, 1200000000) as alert
    from pg_catalog.pg_database d
    order by 2 desc
    limit 1
  ) a;
$$;
comment on function private.check_transaction_ids(text, timestamptz, jsonb) is 'Age of the oldest transaction id.';
revoke all on function private.check_transaction_ids(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Indexes of {"min_bytes": 104857600} and more that no query used in {"after": "14 days"} and longer: they cost every write. Statistics
-- that are younger say nothing; when they began is known from the first nightly sample, where nobody reset them since. Left out are
-- {"except": ["public.orders_created_at_idx"]}, those that hold a constraint, and Supabase's own.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_unused_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with statistics as (
    select greatest(d.stats_reset, (select min(s.sampled_at) from private.platform_samples s where s.metric = 'database_size')) as since,
      coalesce((check_unused_indexes.arguments ->> 'after')::interval, interval '14 days') as after,
      exists (select from private.platform_samples s where s.metric = 'database_size') as is_known
    from pg_catalog.pg_stat_database d
    where d.datname = current_database()
  ),
  large as materialized (
    select c.oid, c.oid::regclass::text as name, c.relpages::bigint * current_setting('block_size')::integer as bytes
    from pg_catalog.pg_class c
    where c.relkind = 'i'
      and c.relpages::bigint * current_setting('block_size')::integer
        >= coalesce((check_unused_indexes.arguments ->> 'min_bytes')::bigint, 104857600)
  ),
  unused as (
    select l.name, l.bytes
    from large l
    join pg_catalog.pg_index i on i.indexrelid = l.oid
    join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind in ('r', 'm')
    where not private.is_managed_schema(t.relnamespace::regnamespace::text)
      and not i.indisunique and not i.indisexclusion and not i.indisreplident and i.indisvalid and pg_stat_get_numscans(l.oid) = 0
      and not coalesce(check_unused_indexes.arguments -> 'except' ? l.name, false)
  )
  select case
    when not s.is_known or s.since > check_unused_indexes.now_at - s.after then jsonb_build_object('status', 'ok', 'message',
      format('Statistics of %s are needed to tell.', private.describe_interval(s.after)))
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', 'Large indexes are used.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Indexes are not used',
      'message', format('No query used %s (%s together) since %s. If none does on replicas either: drop index concurrently …',
        private.list_names(array_agg(u.name order by u.bytes desc), count(u.name)), pg_size_pretty(sum(u.bytes)),
        to_char(s.since at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('indexes', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.bytes desc), '$[0 to 19]'))
    )
  end
  from statistics s
  left join unused u on true
  group by s.is_known, s.since, s.after;
$$;
comment on function private.check_unused_indexes(text, timestamptz, jsonb) is 'Large indexes that no query used.';
revoke all on function private.check_unused_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Vault secrets that pg_cron jobs name (… from vault.decrypted_secrets where name = '…', or name in (…)) and that are not there.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_vault_secrets(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with named as (
    select distinct coalesce(j.jobname, 'job ' || j.jobid) as job, s.found[1] as secret
    from cron.job j
    cross join lateral regexp_matches(j.command,
      $r$\mvault\.(?:decrypted_)?secrets\M(?:\s+(?:as\s+)?(?!where\M)\w+)?\s+where\s+(?:\w+\.)?name\s*(?:=\s*|in\s*\(\s*)((?:'[^']+'\s*,?\s*)+)$r$,
      'gi') m(found)
    cross join lateral regexp_matches(m.found[1], $r$'([^']+)'$r$, 'g') s(found)
    where j.active
  ),
  missing as (
    select n.job, n.secret from named n
    where not exists (select from vault.secrets s where s.name = n.secret)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every Vault secret that pg_cron jobs name is there.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Vault secrets are missing',
      'message', format('Vault lacks what jobs name: %s. Make each: select vault.create_secret(''…'', ''<name>'');',
        private.list_names(array_agg(format('%s (%s)', m.secret, m.job) order by m.secret, m.job), count(*))),
      'data', jsonb_build_object('missing', jsonb_path_query_array(jsonb_agg(to_jsonb(m) order by m.secret, m.job), '$[0 to 19]'))
    )
  end
  from missing m;
$$;
comment on function private.check_vault_secrets(text, timestamptz, jsonb) is 'Vault secrets that pg_cron jobs name and that are not there.';
revoke all on function private.check_vault_secrets(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Signs that somebody guesses passwords within the last hour, from the audit log of Auth, where the database has one. Auth writes no
-- wrong password into it; what it writes are the traces that guessing leaves: password resets that were asked for, sign-ups with addresses
-- that are taken, and codes that were tried. arguments: {"actions": ["user_recovery_requested", "user_repeated_signup",
-- "verification_attempted"], "warning": 50, "alert": 500, "max_pages": 300}.
-- The log has no index by time and grows at its end, so that its last pages are read, some eight thousand entries.
-- API: private. Called by: check_failed_sign_ins.
create or replace function private.judge_sign_ins(now_at timestamptz, arguments jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_actions text[] := coalesce(
    (select array_agg(a.action) from jsonb_array_elements_text(judge_sign_ins.arguments -> 'actions') a(action)),
    array['user_recovery_requested', 'user_repeated_signup', 'verification_attempted']
  );
  v_warning bigint := coalesce((judge_sign_ins.arguments ->> 'warning')::bigint, 50);
  v_alert bigint := coalesce((judge_sign_ins.arguments ->> 'alert')::bigint, 500);
  v_first_page bigint;
  v_count bigint;
  v_since timestamptz;
begin
  if not private.is_readable('auth', 'audit_log_entries') then
    return jsonb_build_object('status', 'ok', 'message', 'This project keeps no audit log of sign-ins in the database.');
  end if;
  v_first_page := greatest(0, pg_relation_size('auth.audit_log_entries') / current_setting('block_size')::integer
    - coalesce((judge_sign_ins.arguments ->> 'max_pages')::integer, 300));
  execute format($sql$
    -- Materialized, so that only entries of that hour are read as JSON.
    with latest as materialized (
      select e.payload, e.created_at from auth.audit_log_entries e
      where e.ctid >= '(%s,0)' and e.created_at > $1 - interval '1 hour' and e.created_at <= $1
    )
    select count(*) filter (where l.payload ->> 'action' = any ($2)), min(l.created_at) from latest l
  $sql$, v_first_page) into v_count, v_since using judge_sign_ins.now_at, v_actions;
  if v_count < v_warning then
    return jsonb_build_object('status', 'ok', 'message', format('%s traces of failed sign-ins in the last hour%s.', v_count,
      case when v_first_page > 0 then ', of the last entries of the audit log' end));
  end if;
  return jsonb_build_object(
    'status', case when v_count >= v_alert then 'alert' else 'warning' end,
    'priority', case when v_count >= v_alert then 'urgent' else 'high' end,
    'title', 'Somebody may be guessing passwords',
    'message', format('%s password resets, repeated sign-ups and codes since %s%s. Turn on CAPTCHA and rate limits in Auth; auth.audit_log_entries has the addresses they came from.',
      v_count, to_char(v_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
      case when v_first_page > 0 then ', in the last entries of the audit log' end),
    'data', jsonb_build_object('count', v_count)
  );
end
$$;
comment on function private.judge_sign_ins(timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.judge_sign_ins(timestamptz, jsonb) from public, anon, authenticated, service_role;

-- The same as a check. API: private. Called by: the sql evaluator.
create or replace function private.check_failed_sign_ins(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.judge_sign_ins(check_failed_sign_ins.now_at, check_failed_sign_ins.arguments);
$$;
comment on function private.check_failed_sign_ins(text, timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.check_failed_sign_ins(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- The checks of the platform, which any Supabase project should have: asked once a batch of tenants whose role is super_user.
-- docs/platform-checks.md says what each reads and what its arguments are.
insert into public.check_definitions (
  id, title, description, category, roles, default_priority, evaluator, rule, is_builtin
)
select v.id, v.title, v.description, 'system', '{super_user}'::text[], v.default_priority, 'sql',
  jsonb_build_object('function', 'private.check_' || v.id, 'arguments', v.arguments::jsonb, 'per', 'platform'), true
from (values
  ('cron_failures', 'pg_cron jobs', 'pg_cron jobs whose last finished run failed', 'high', '{"max_runs": 20000}'),
  ('cron_overdue', 'Schedule of pg_cron', 'pg_cron jobs that do not start when their schedule says', 'high', '{"grace": "5 minutes", "max_runs": 20000}'),
  ('cron_stuck', 'Runs of pg_cron', 'Runs of pg_cron jobs that do not end', 'high', '{"after": "1 hour"}'),
  ('cron_history_size', 'History of pg_cron', 'Size of the history of pg_cron, which it never prunes', 'medium', '{"max_bytes": 104857600}'),
  ('net_failures', 'Requests of pg_net', 'Requests of pg_net that fail, which pg_cron calls succeeded', 'high', '{"min_count": 5, "warning_percent": 10, "alert_percent": 50, "max_answers": 5000}'),
  ('net_backlog', 'Queue of pg_net', 'Requests that wait in the queue of pg_net', 'high', '{"warning": 200, "alert": 2000}'),
  ('net_worker', 'Worker of pg_net', 'Whether pg_net sends at all', 'urgent', '{"after": "5 minutes"}'),
  ('evaluator', 'Minute tick', 'Whether Heartbase''s own evaluation runs', 'urgent', '{"after": "3 minutes"}'),
  ('job_errors', 'Evaluation', 'Jobs, tetrahedrons and machines that could not be judged', 'high', '{"max_rows": 5000}'),
  ('outbox_backlog', 'Outbox', 'How long messages wait to be delivered', 'high', '{"warning": "5 minutes", "alert": "30 minutes"}'),
  ('dead_letters', 'Dead messages', 'Messages that nobody got', 'high', '{"max": 0}'),
  ('connections', 'Connections', 'Connections in use, of those that clients may have', 'high', '{"warning_percent": 80, "alert_percent": 90}'),
  ('long_transactions', 'Long transactions', 'Transactions that work for long', 'high', '{"after": "15 minutes"}'),
  ('idle_transactions', 'Idle transactions', 'Transactions whose client does nothing while they hold their locks', 'high', '{"after": "5 minutes"}'),
  ('prepared_transactions', 'Prepared transactions', 'Prepared transactions that nobody finished', 'high', '{"after": "15 minutes"}'),
  ('lock_waits', 'Lock waits', 'Statements that wait for a lock, and who holds it', 'high', '{"after": "30 seconds"}'),
  ('deadlocks', 'Deadlocks', 'Deadlocks since the last night', 'medium', '{"max": 5}'),
  ('cache_hit_ratio', 'Cache hit ratio', 'Share of blocks that were found in memory since the last night', 'medium', '{"warning_percent": 95, "alert_percent": 85, "min_blocks": 100000}'),
  ('replication_slots', 'Replication slots', 'Log that replication slots keep on disk', 'high', '{"warning_bytes": 1073741824, "alert_bytes": 4294967296}'),
  ('transaction_ids', 'Transaction ids', 'Age of the oldest transaction id', 'high', '{"warning": 500000000, "alert": 1200000000}'),
  ('dead_tuples', 'Dead rows', 'Tables with many dead rows that vacuum did not get to', 'medium', '{"min_rows": 10000, "percent": 30}'),
  ('stale_statistics', 'Statistics', 'Tables that changed much since they were last analysed', 'low', '{"min_rows": 10000, "percent": 30}'),
  ('primary_keys', 'Primary keys', 'Tables without a primary key', 'low', '{"except": []}'),
  ('foreign_key_indexes', 'Foreign keys', 'Foreign keys of large tables without an index', 'low', '{"min_rows": 10000, "except": []}'),
  ('unused_indexes', 'Unused indexes', 'Large indexes that no query used', 'low', '{"min_bytes": 104857600, "after": "14 days", "except": []}'),
  ('invalid_indexes', 'Invalid indexes', 'Indexes that a failed create index concurrently left behind', 'medium', '{}'),
  ('sequences', 'Sequences', 'Sequences, and the columns that they fill, that are nearly used up', 'high', '{"warning_percent": 75, "alert_percent": 90, "max_sequences": 500}'),
  ('row_level_security', 'Row level security', 'Tables that clients reach since row level security is off', 'urgent', '{"schemas": ["public"], "except": []}'),
  ('vault_secrets', 'Vault secrets', 'Vault secrets that pg_cron jobs name and that are not there', 'high', '{}'),
  ('failed_sign_ins', 'Sign-ins', 'Signs that somebody guesses passwords', 'high', '{"actions": ["user_recovery_requested", "user_repeated_signup", "verification_attempted"], "warning": 50, "alert": 500, "max_pages": 300}'),
  ('database_size', 'Size of the database', 'Size of the database, and its growth in a week', 'high', '{"max_bytes": 0, "warning_percent": 80, "alert_percent": 95, "growth_percent": 50, "growth_bytes": 104857600}'),
  ('storage_growth', 'Size of Storage', 'Bytes in Storage, and their growth in a week', 'high', '{"max_bytes": 0, "warning_percent": 80, "growth_percent": 50, "growth_bytes": 104857600}')
) v(id, title, description, default_priority, arguments)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;

-- The API from outside, as clients reach it. Off, since the database does not know its own address: whoever wants it gives their tenant a
-- check of this id with the project's URL.
insert into public.check_definitions (
  id, title, description, category, roles, default_priority, default_enabled, evaluator, rule, is_builtin
)
values (
  'project_api', 'API', 'Whether the project''s API answers: status, latency, days that its certificate has left', 'system', '{super_user}',
  'high', false, 'http', '{"url": "https://project-ref.supabase.co/functions/v1/alive/ping", "body_contains": "\"ok\":true"}', true
)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;

-- Calls the edge function heartbeat when a tenant is due, by the same conditions as claim_due_tenants: a project without tenants, or
-- whose tenants are all asleep, spends no call. Level-triggered: a call that is lost is made again by the next.
-- Remediations that were not finished end here: the news that wait for them do not wait until a tenant is due.
-- API: private. Called by: cron job heartbase-heartbeat. Errors: as invoke_edge_function.
create or replace function private.ring_heartbeat(now_at timestamptz default now())
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform private.adopt_tenants_hourly(ring_heartbeat.now_at);
  perform private.sweep_remediations(ring_heartbeat.now_at);
  if not exists (
    select
    from private.tenant_run_states r
    join public.tenants t on t.id = r.tenant_id
    join public.tenant_settings s on s.tenant_id = r.tenant_id
    where r.next_run_at <= ring_heartbeat.now_at
      and (r.execution_id is null or r.lease_expires_at <= ring_heartbeat.now_at)
      and not t.paused and s.enabled
      and (
        r.is_asked
        or t.created_at <= ring_heartbeat.now_at - (select private.get_interval_setting('tenant_minimum_age'))
        and coalesce(private.is_hour_within(ring_heartbeat.now_at, s.active_start_hour, s.active_end_hour, s.timezone), true)
      )
  ) then
    return false;
  end if;
  perform private.invoke_edge_function('heartbeat', patience => interval '120 seconds');
  return true;
end
$$;
comment on function private.ring_heartbeat(timestamptz) is 'Calls the edge function heartbeat when a tenant is due; true when it did.';
revoke all on function private.ring_heartbeat(timestamptz) from public, anon, authenticated, service_role;

-- Asks for a look at a tenant, which the next claim leases whatever its interval, hours and age; and calls the edge function heartbeat,
-- where the database knows how to. That is a hint only: cron job heartbase-heartbeat finds whoever waits. Not within 5 minutes of
-- the last look or the last asking: so often the cron job looks at most. Returns when it was asked.
-- SECURITY DEFINER: leases are private; it decides by itself who the caller is. API: private. Called by: public.look_at_tenant.
create or replace function private.ask_for_look(tenant_id text)
returns timestamptz
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tenant record;
  v_next_at timestamptz;
begin
  if not private.is_project_call() and not private.is_tenant_member(ask_for_look.tenant_id, '{owner,admin}') then
    raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
      detail = 'Owners and admins of a tenant have it looked at.', hint = 'Ask one of them.';
  end if;
  -- Whoever asks at once waits here, and reads afterwards that somebody did; so does who asks while an execution ends.
  perform from private.tenant_run_states r where r.tenant_id = ask_for_look.tenant_id for no key update;
  select t.paused or not s.enabled as is_paused, r.execution_id is not null and r.lease_expires_at > now() as is_busy,
    greatest(r.asked_at, s.last_run_at) as last_at
  into v_tenant
  from private.tenant_run_states r
  join public.tenants t on t.id = r.tenant_id
  join public.tenant_settings s on s.tenant_id = r.tenant_id
  where r.tenant_id = ask_for_look.tenant_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if v_tenant.is_paused then
    raise exception using errcode = 'PT409', message = 'tenant_paused',
      detail = 'The tenant is paused, or its settings say that it is not looked at.', hint = 'Resume it first.';
  end if;
  v_next_at := v_tenant.last_at + interval '5 minutes';
  if v_next_at > now() then
    raise exception using errcode = 'PT429', message = 'looked_at_recently',
      detail = 'It was looked at, or somebody asked for it, less than 5 minutes ago.',
      hint = format('Ask again after %s UTC.', to_char(v_next_at at time zone 'UTC', 'HH24:MI:SS'));
  end if;
  if v_tenant.is_busy then
    raise exception using errcode = 'PT409', message = 'tenant_busy',
      detail = 'The tenant is being looked at right now.', hint = 'Read its next row in heartbeat_executions.';
  end if;
  update private.tenant_run_states r
  set is_asked = true, asked_at = now(), asked_by = (select auth.uid()), next_run_at = least(r.next_run_at, now())
  where r.tenant_id = ask_for_look.tenant_id;
  if private.get_setting('edge_base_url') is not null and private.get_secret('heartbase_function_secret') is not null then
    perform private.invoke_edge_function('heartbeat', patience => interval '120 seconds');
  end if;
  return now();
end
$$;
comment on function private.ask_for_look(text) is 'Asks for a look at a tenant, for owners and admins of it and the service role.';
revoke all on function private.ask_for_look(text) from public, anon, authenticated, service_role;
grant execute on function private.ask_for_look(text) to authenticated, service_role;

-- Has a tenant looked at now, whatever its interval, hours and age; returns when that was asked. Its next row in heartbeat_executions
-- says what was found.
-- API: owners and admins of the tenant, the service role.
-- Errors: not_an_admin_of_the_tenant (42501), tenant_not_found (404), tenant_paused, tenant_busy (409), looked_at_recently (429).
create or replace function public.look_at_tenant(p_tenant_id text)
returns timestamptz
language sql
set search_path = ''
as $$
  select private.ask_for_look(p_tenant_id);
$$;
comment on function public.look_at_tenant(text) is 'Has a tenant looked at now; once in 5 minutes.';
revoke all on function public.look_at_tenant(text) from public, anon, authenticated, service_role;
grant execute on function public.look_at_tenant(text) to authenticated, service_role;

-- Tenants that should be looked at again at once: those that were not looked at for 24 hours (or for longer than their interval and
-- hours take), and those whose last attempt failed when
-- they are unhealthy, or when a quarter of all attempts fail. One that is being looked at, or that was tried in vain within the last 4
-- minutes, is left alone.
-- API: private. Called by: claim_unhealthy_tenants, ring_recovery.
create or replace function private.unhealthy_tenants(now_at timestamptz default now())
returns setof text
language sql
stable
rows 10
set search_path = ''
as $$
  select h.tenant_id
  from (select k.*, avg(k.failure_rate) over () as average_rate from private.tenant_health(unhealthy_tenants.now_at) k) h
  join public.tenants t on t.id = h.tenant_id
  join public.tenant_settings s on s.tenant_id = h.tenant_id
  join private.tenant_run_states r on r.tenant_id = h.tenant_id
  where (
      -- A tenant that has just become old enough is heartbeat's.
      coalesce(h.last_execution_at, t.created_at + (select private.get_interval_setting('tenant_minimum_age')))
        <= unhealthy_tenants.now_at - private.longest_rest(s.interval_minutes, s.active_start_hour, s.active_end_hour)
      or (not h.is_healthy or h.average_rate > 0.25) and exists (
        select from public.heartbeat_failures f
        where f.tenant_id = h.tenant_id and f.kind <> 'recovery' and f.recovered_at is null
          and f.occurred_at > unhealthy_tenants.now_at - interval '24 hours'
      )
    )
    and (r.execution_id is null or r.lease_expires_at <= unhealthy_tenants.now_at)
    and not exists (
      select from public.heartbeat_failures f
      where f.tenant_id = h.tenant_id and f.kind = 'recovery' and f.occurred_at > unhealthy_tenants.now_at - interval '4 minutes'
    );
$$;
comment on function private.unhealthy_tenants(timestamptz) is 'Tenants that should be looked at again at once.';
revoke all on function private.unhealthy_tenants(timestamptz) from public, anon, authenticated, service_role;

-- Leases tenants that should be looked at again at once, forced: whatever their interval and hours. Returns the ids of the executions.
-- API: private. Called by: claim_unhealthy_tenants.
create or replace function private.claim_unhealthy(now_at timestamptz default now(), max_rows integer default 50)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_tenant_id text;
  v_claimed uuid[] := array[]::uuid[];
begin
  for v_tenant_id in
    select r.tenant_id
    from private.tenant_run_states r
    join private.unhealthy_tenants(claim_unhealthy.now_at) u(tenant_id) on u.tenant_id = r.tenant_id
    order by r.next_run_at, r.tenant_id
    limit claim_unhealthy.max_rows
    for no key update of r skip locked
  loop
    begin
      v_claimed := v_claimed || private.claim_one_tenant(v_tenant_id, null, null, true, claim_unhealthy.now_at);
    exception
      -- Somebody else leased or paused it between the look and the lock: it is theirs.
      when sqlstate 'PT409' then null;
    end;
  end loop;
  return v_claimed;
end
$$;
comment on function private.claim_unhealthy(timestamptz, integer) is 'Leases tenants that should be looked at again; the ids of the executions.';
revoke all on function private.claim_unhealthy(timestamptz, integer) from public, anon, authenticated, service_role;

-- Leases tenants that should be looked at again, as claim_tenants answers.
-- API: service role. Called by: the edge function heartbeat-recovery. SECURITY DEFINER: leases are private. Errors: invalid_limit (22023).
create or replace function public.claim_unhealthy_tenants(p_limit integer default 50)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_execution_ids uuid[];
begin
  if p_limit is null or p_limit not between 1 and 500 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 500.', hint = 'Leave it out for 50.';
  end if;
  v_execution_ids := private.claim_unhealthy(now(), p_limit);
  return private.describe_claims(v_execution_ids);
end
$$;
comment on function public.claim_unhealthy_tenants(integer) is 'Leases tenants that should be looked at again, with the http checks to ask for each.';
revoke all on function public.claim_unhealthy_tenants(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_unhealthy_tenants(integer) to service_role;

-- Records what became of tenants that were looked at again, and escalates what could not be helped: an alert for each tenant, open until
-- it is looked at, and one playbook event for the new ones. With more than half of all attempts failing there is an event as well, once
-- in alert_repeat_after. API: private. Called by: finish_recovery.
create or replace function private.record_recovery(results jsonb, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_recovered integer;
  v_failed integer;
  v_checked integer;
  v_rate numeric;
  v_alerted text[];
  v_is_needed boolean;
begin
  select count(*) filter (where r ->> 'error' is null), count(*) filter (where r ->> 'error' is not null)
  into v_recovered, v_failed
  from jsonb_array_elements(record_recovery.results) r
  join public.tenants t on t.id = r ->> 'tenantId';

  insert into public.heartbeat_failures (tenant_id, kind, message, occurred_at)
  select t.id, 'recovery', left(r ->> 'error', 500), record_recovery.now_at
  from jsonb_array_elements(record_recovery.results) r
  join public.tenants t on t.id = r ->> 'tenantId'
  where r ->> 'error' is not null;

  with alerted as (
    insert into public.guardian_alerts (
      subject_kind, subject_id, subject_name, alert_type, severity, message, details, detected_at, created_at, last_alerted_at
    )
    select distinct on (t.id) 'tenant', t.id, t.name, 'tenant-recovery-failed', 'critical',
      format('%s cannot be looked at: trying again failed too.', t.name),
      jsonb_build_object('error', left(r ->> 'error', 500)), record_recovery.now_at, record_recovery.now_at, record_recovery.now_at
    from jsonb_array_elements(record_recovery.results) r
    join public.tenants t on t.id = r ->> 'tenantId'
    where r ->> 'error' is not null
    order by t.id
    on conflict do nothing
    returning subject_id
  )
  select coalesce(array_agg(a.subject_id order by a.subject_id), '{}') into v_alerted from alerted a;

  select count(*), coalesce(avg(h.failure_rate), 0) into v_checked, v_rate from private.tenant_health(record_recovery.now_at) h;
  v_is_needed := v_failed > 0 or v_rate > 0.5;
  insert into public.playbook_events (type, agent, priority, actions, tenant_ids, details, created_at)
  select 'heartbeat_failure_detected', 'linus', 'critical',
    array['heartbeat.diagnose', 'heartbeat.recoverAll', 'system.createAlert'], v_alerted,
    jsonb_build_object('checked', v_checked, 'recovered', v_recovered, 'failed', v_failed, 'failure_rate', round(v_rate, 3),
      'results', jsonb_path_query_array(record_recovery.results, '$[0 to 49] ? (@.error != null)')),
    record_recovery.now_at
  where cardinality(v_alerted) > 0
    or v_rate > 0.5 and not exists (
      select from public.playbook_events p
      where p.type = 'heartbeat_failure_detected'
        and p.created_at > record_recovery.now_at - private.get_interval_setting('alert_repeat_after')
    );
  return jsonb_build_object('checked', v_checked, 'recovered', v_recovered, 'failed', v_failed, 'failureRate', round(v_rate, 3),
    'linusDispatchNeeded', v_is_needed);
end
$$;
comment on function private.record_recovery(jsonb, timestamptz) is 'Records what became of tenants that were looked at again; escalates failures.';
revoke all on function private.record_recovery(jsonb, timestamptz) from public, anon, authenticated, service_role;

-- Says what became of tenants that claim_unhealthy_tenants leased: p_results is [{"tenantId", "error"}], error null for one that is well.
-- Answers {"checked", "recovered", "failed", "failureRate", "linusDispatchNeeded"}.
-- API: service role. Called by: the edge function heartbeat-recovery. SECURITY DEFINER: leases are private. Errors: invalid_results (22023).
create or replace function public.finish_recovery(p_results jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_results) is distinct from 'array' or jsonb_array_length(p_results) > 500 or exists (
      select from jsonb_array_elements(p_results) r
      where jsonb_typeof(r -> 'tenantId') is distinct from 'string'
        or coalesce(jsonb_typeof(r -> 'error'), 'null') not in ('string', 'null')
    ) then
    raise exception using errcode = '22023', message = 'invalid_results',
      detail = 'p_results is an array of at most 500 results, each with tenantId and, when it failed, error.',
      hint = 'Pass what run_tenants answered: [{"tenantId": "…", "error": "…"}].';
  end if;
  return private.record_recovery(p_results);
end
$$;
comment on function public.finish_recovery(jsonb) is 'Records what became of tenants that were looked at again, and escalates what failed.';
revoke all on function public.finish_recovery(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_recovery(jsonb) to service_role;

-- A tenant that was looked at is well: the alert that it cannot be ends, whoever looked. Called by: trigger
-- heartbeat_executions_end_failed_recoveries.
create or replace function private.end_failed_recoveries()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = n.completed_at, auto_resolved = true, resolution = 'The tenant is looked at again.'
  from (select e.tenant_id, max(e.completed_at) as completed_at from new_executions e group by e.tenant_id) n
  where a.subject_kind = 'tenant' and a.subject_id = n.tenant_id and a.alert_type = 'tenant-recovery-failed' and a.resolved_at is null;
  return null;
end
$$;
comment on function private.end_failed_recoveries() is 'Trigger: a tenant that was looked at is well.';
revoke all on function private.end_failed_recoveries() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_end_failed_recoveries on public.heartbeat_executions;
create trigger heartbeat_executions_end_failed_recoveries
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.end_failed_recoveries();

-- Calls the edge function heartbeat-recovery when a tenant should be looked at again; otherwise no call is spent.
-- API: private. Called by: cron job heartbase-recovery. Errors: as invoke_edge_function.
create or replace function private.ring_recovery(now_at timestamptz default now())
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from private.unhealthy_tenants(ring_recovery.now_at)) then
    return false;
  end if;
  perform private.invoke_edge_function('heartbeat-recovery', patience => interval '120 seconds');
  return true;
end
$$;
comment on function private.ring_recovery(timestamptz) is 'Calls the edge function heartbeat-recovery when there is somebody to recover; true when it did.';
revoke all on function private.ring_recovery(timestamptz) from public, anon, authenticated, service_role;

-- Which topic of the agent bus a result belongs to: by its check, else by its agent, else by its category, else whatever it is. Written by
-- the database's owner: insert into private.bus_topics values ('check', 'full_disks', 'anomaly').
create table if not exists private.bus_topics (
  matches text not null constraint bus_topics_matches_known check (matches in ('check', 'agent', 'category', 'anything')),
  value text not null,
  topic text not null constraint bus_topics_topic_known
    check (topic in ('inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike')),
  primary key (matches, value)
);
comment on table private.bus_topics is 'Topics of the agent bus by check, agent or category. Written by the database''s owner.';
alter table private.bus_topics enable row level security;
revoke all on private.bus_topics from public, anon, authenticated, service_role;

insert into private.bus_topics (matches, value, topic)
values
  ('anything', '', 'anomaly'),
  ('category', 'compliance', 'compliance_risk'),
  ('category', 'customers', 'customer_trend'),
  ('agent', 'deebo', 'compliance_risk'),
  ('agent', 'ezal', 'price_change'),
  ('agent', 'mrs_parker', 'customer_trend'),
  ('check', 'academy_leads', 'customer_trend'),
  ('check', 'campaign_performance', 'customer_trend'),
  ('check', 'campaign_performance_alert', 'customer_trend'),
  ('check', 'churn_risk', 'customer_trend'),
  ('check', 'competitor_stockouts', 'inventory_alert'),
  ('check', 'conversion_rates', 'customer_trend'),
  ('check', 'expiring_batches', 'inventory_alert'),
  ('check', 'low_stock_alerts', 'inventory_alert'),
  ('check', 'margin_alerts', 'price_change'),
  ('check', 'new_signups', 'customer_trend'),
  ('check', 'order_anomalies', 'demand_spike'),
  ('check', 'pricing_opportunities', 'price_change'),
  ('check', 'pricing_trends', 'price_change'),
  ('check', 'sales_velocity', 'demand_spike'),
  ('check', 'traffic_anomalies', 'demand_spike'),
  ('check', 'vibe_leads', 'customer_trend')
on conflict (matches, value) do nothing;

-- The topic of a result. API: private. Called by: publish_results.
create or replace function private.bus_topic(check_id text, agent text, category text)
returns text
language sql
stable
set search_path = ''
as $$
  select t.topic
  from private.bus_topics t
  where (t.matches, t.value) in (
    ('check', bus_topic.check_id), ('agent', bus_topic.agent), ('category', bus_topic.category), ('anything', '')
  )
  order by array_position(array['check', 'agent', 'category', 'anything'], t.matches)
  limit 1;
$$;
comment on function private.bus_topic(text, text, text) is 'The topic of the agent bus that a result belongs to.';
revoke all on function private.bus_topic(text, text, text) from public, anon, authenticated, service_role;

-- The agent bus: results of checks by topic, for programs that act on them. Only executions write it. For one tenant the ids are in the
-- order of commits, since its executions run one after the other: a reader that goes on after the last id it saw misses none.
create table if not exists public.agent_bus_messages (
  id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  topic text not null constraint agent_bus_messages_topic_known
    check (topic in ('inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike')),
  agent text not null,
  check_id text not null,
  execution_id uuid not null references public.heartbeat_executions (execution_id) on delete cascade,
  payload jsonb not null,
  priority text not null constraint agent_bus_messages_priority_known check (priority in ('low', 'medium', 'high', 'urgent')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint agent_bus_messages_published_once unique (execution_id, check_id)
);
comment on table public.agent_bus_messages is 'Results of checks for programs, by topic. Members of the tenant read them.';
comment on column public.agent_bus_messages.id is 'Identifier; a reader''s cursor.';
comment on column public.agent_bus_messages.tenant_id is 'The tenant.';
comment on column public.agent_bus_messages.topic is 'inventory_alert, anomaly, price_change, customer_trend, compliance_risk or demand_spike.';
comment on column public.agent_bus_messages.agent is 'Who answers for the check.';
comment on column public.agent_bus_messages.check_id is 'The check.';
comment on column public.agent_bus_messages.execution_id is 'The execution that found it.';
comment on column public.agent_bus_messages.payload is 'The result: status, title, message, data, actionUrl, actionLabel, category, timestamp.';
comment on column public.agent_bus_messages.priority is 'low, medium, high or urgent.';
comment on column public.agent_bus_messages.created_at is 'When it was found.';
comment on column public.agent_bus_messages.expires_at is 'From when on it is not read: 6 hours later if urgent, else 24.';

create index if not exists agent_bus_messages_tenant_id_id_idx on public.agent_bus_messages (tenant_id, id);
comment on index public.agent_bus_messages_tenant_id_id_idx is
  'Serves read_agent_bus, row level security and the foreign key.';
create index if not exists agent_bus_messages_tenant_id_check_id_idx on public.agent_bus_messages (tenant_id, check_id, id desc);
comment on index public.agent_bus_messages_tenant_id_check_id_idx is 'Serves publish_results: what was last said of a check.';
create index if not exists agent_bus_messages_expires_at_idx on public.agent_bus_messages (expires_at);
comment on index public.agent_bus_messages_expires_at_idx is 'Serves prune_agent_bus.';

alter table public.agent_bus_messages enable row level security;
revoke all on public.agent_bus_messages from public, anon, authenticated, service_role;
grant select on public.agent_bus_messages to authenticated, service_role;

drop policy if exists "Members and admins read the agent bus" on public.agent_bus_messages;
create policy "Members and admins read the agent bus" on public.agent_bus_messages
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- Tells Realtime of new messages, where the project has it: event and payload are the message's, the private topic agent-bus:<tenant>.
-- A broadcast that fails costs nothing but the broadcast: the messages are there to be read.
-- Called by: trigger agent_bus_messages_broadcast. SECURITY DEFINER: it sends whoever's execution wrote the messages.
create or replace function private.broadcast_bus_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
    return null;
  end if;
  execute $send$
    select realtime.send(jsonb_build_object(
      'id', m.id, 'tenantId', m.tenant_id, 'topic', m.topic, 'agent', m.agent, 'checkId', m.check_id, 'executionId', m.execution_id,
      'priority', m.priority, 'payload', m.payload, 'createdAt', m.created_at, 'expiresAt', m.expires_at
    ), m.topic, 'agent-bus:' || m.tenant_id, true)
    from new_messages m
    order by m.id
  $send$;
  return null;
exception
  when others then
    raise warning 'heartbase: the agent bus could not be broadcast: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.broadcast_bus_messages() is 'Trigger: tells Realtime of new messages of the agent bus, where there is one.';
revoke all on function private.broadcast_bus_messages() from public, anon, authenticated, service_role;

drop trigger if exists agent_bus_messages_broadcast on public.agent_bus_messages;
create trigger agent_bus_messages_broadcast
  after insert on public.agent_bus_messages
  referencing new table as new_messages
  for each statement execute function private.broadcast_bus_messages();

-- Puts results of executions that are not plain ok on the agent bus. What the bus says of a check already, word for word, is not repeated
-- while that lasts, unless the check was well in between. An execution is worth more than its messages: it stands if this fails.
-- Called by: trigger heartbeat_executions_publish. SECURITY DEFINER: nobody but executions writes the bus.
create or replace function private.publish_results()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.agent_bus_messages (
    tenant_id, topic, agent, check_id, execution_id, payload, priority, created_at, expires_at
  )
  select e.tenant_id, private.bus_topic(r.check_id, r.agent, r.category), r.agent, r.check_id, e.execution_id,
    v.value - '{checkId,agent,priority}'::text[], r.priority, e.completed_at,
    e.completed_at + case r.priority when 'urgent' then interval '6 hours' else interval '24 hours' end
  from new_executions e
  cross join lateral jsonb_array_elements(e.results) with ordinality v(value, position)
  cross join lateral (
    values (v.value ->> 'checkId', v.value ->> 'agent', v.value ->> 'category', v.value ->> 'priority')
  ) r(check_id, agent, category, priority)
  left join public.tenant_check_states s on s.tenant_id = e.tenant_id and s.check_id = r.check_id
  left join lateral (
    select m.payload, m.priority, m.created_at, m.expires_at
    from public.agent_bus_messages m
    where m.tenant_id = e.tenant_id and m.check_id = r.check_id
    order by m.id desc
    limit 1
  ) said on true
  where (
    said.expires_at > e.completed_at and said.created_at >= s.since and said.priority = r.priority
    and (said.payload ->> 'status', said.payload ->> 'title', said.payload ->> 'message')
      = (v.value ->> 'status', v.value ->> 'title', v.value ->> 'message')
  ) is not true
  order by e.completed_at, e.tenant_id, v.position;
  return null;
exception
  when others then
    raise warning 'heartbase: results could not be put on the agent bus: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.publish_results() is 'Trigger: puts results of executions on the agent bus.';
revoke all on function private.publish_results() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_publish on public.heartbeat_executions;
create trigger heartbeat_executions_publish
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.publish_results();

-- Messages of a tenant's bus after a cursor, oldest first, without those that have expired:
-- {"messages": [{"id", "tenantId", "topic", "agent", "checkId", "executionId", "priority", "payload", "createdAt", "expiresAt"}], "cursor"}.
-- The cursor is the last id, for the next call. Runs as the caller: whoever is not a member of the tenant sees an empty bus.
-- API: members of the tenant, admins, the service role. Errors: invalid_limit, invalid_topics (22023).
create or replace function public.read_agent_bus(
  p_tenant_id text, p_after bigint default 0, p_topics text[] default null, p_limit integer default 100
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 1000.', hint = 'Leave it out for 100, and go on after the cursor.';
  end if;
  if not coalesce(p_topics <@ array[
    'inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike'
  ], true) then
    raise exception using errcode = '22023', message = 'invalid_topics',
      detail = 'Topics are inventory_alert, anomaly, price_change, customer_trend, compliance_risk and demand_spike.',
      hint = 'Leave p_topics out for all.';
  end if;
  return (
    select jsonb_build_object(
      'messages', coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id, 'tenantId', m.tenant_id, 'topic', m.topic, 'agent', m.agent, 'checkId', m.check_id,
        'executionId', m.execution_id, 'priority', m.priority, 'payload', m.payload, 'createdAt', m.created_at,
        'expiresAt', m.expires_at
      ) order by m.id), '[]'),
      'cursor', coalesce(max(m.id), p_after, 0)
    )
    from (
      select b.*
      from public.agent_bus_messages b
      where b.tenant_id = p_tenant_id and b.id > coalesce(p_after, 0) and b.expires_at > now()
        and (p_topics is null or b.topic = any (p_topics))
      order by b.id
      limit p_limit
    ) m
  );
end
$$;
comment on function public.read_agent_bus(text, bigint, text[], integer) is
  'Messages of a tenant''s agent bus after a cursor that have not expired, and the next cursor.';
revoke all on function public.read_agent_bus(text, bigint, text[], integer) from public, anon, authenticated, service_role;
grant execute on function public.read_agent_bus(text, bigint, text[], integer) to authenticated, service_role;

-- Deletes messages of the agent bus that have expired; returns how many. API: private. Called by: prune_history.
create or replace function private.prune_agent_bus(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.agent_bus_messages m where m.expires_at <= prune_agent_bus.now_at;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_agent_bus(timestamptz) is 'Deletes messages of the agent bus that have expired; returns how many.';
revoke all on function private.prune_agent_bus(timestamptz) from public, anon, authenticated, service_role;

-- Which block of an agent's memory holds the insights about tenants of a role. Written by the database's owner; for other roles it is
-- tenant_insights.
create table if not exists private.memory_blocks (
  role text primary key,
  block text not null constraint memory_blocks_block_form check (block ~ '^[a-z][a-z0-9_]{0,62}$')
);
comment on table private.memory_blocks is 'Blocks of agents'' memory by role of tenants. Written by the database''s owner.';
alter table private.memory_blocks enable row level security;
revoke all on private.memory_blocks from public, anon, authenticated, service_role;

insert into private.memory_blocks (role, block)
values
  ('super_user', 'executive_workspace'),
  ('dispensary', 'customer_insights'),
  ('brand', 'brand_context')
on conflict (role) do nothing;

-- What was critical about a tenant: one row a check and day, which is what agents remember, and what the digest of the night is made of.
create table if not exists public.tenant_insights (
  insight_id bigint generated always as identity primary key,
  tenant_id text not null references public.tenants (id) on delete cascade,
  check_id text not null,
  day date not null,
  status text not null,
  priority text not null,
  title text not null,
  text text not null,
  data jsonb not null default '{}',
  execution_id uuid references public.heartbeat_executions (execution_id) on delete set null,
  block text not null,
  occurred_at timestamptz not null,
  letta_state text not null default 'pending' constraint tenant_insights_letta_state_known
    check (letta_state in ('pending', 'written', 'failed', 'off')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default '-infinity',
  lease uuid,
  lease_expires_at timestamptz,
  last_error text,
  constraint tenant_insights_once_a_day unique (tenant_id, check_id, day)
);
comment on table public.tenant_insights is 'What was critical about tenants, by check and day. Members read it.';
comment on column public.tenant_insights.insight_id is 'Identifier of the insight.';
comment on column public.tenant_insights.tenant_id is 'The tenant.';
comment on column public.tenant_insights.check_id is 'The check.';
comment on column public.tenant_insights.day is 'The day in the tenant''s time zone.';
comment on column public.tenant_insights.status is 'The worst status of that day.';
comment on column public.tenant_insights.priority is 'The priority that went with it.';
comment on column public.tenant_insights.title is 'Title of the result.';
comment on column public.tenant_insights.text is 'What an agent should remember, in words.';
comment on column public.tenant_insights.data is 'Facts of the result.';
comment on column public.tenant_insights.execution_id is 'The execution that found it, while it is kept.';
comment on column public.tenant_insights.block is 'The block of the agent''s memory that it belongs to.';
comment on column public.tenant_insights.occurred_at is 'When it was found.';
comment on column public.tenant_insights.letta_state is
  'pending, written to Letta, failed there for good, or off: there was no Letta to write to.';
comment on column public.tenant_insights.attempts is 'How often it was handed out to be written.';
comment on column public.tenant_insights.next_attempt_at is 'When it may be handed out next.';
comment on column public.tenant_insights.lease is 'Who is writing it; null for nobody.';
comment on column public.tenant_insights.lease_expires_at is 'When somebody else may write it.';
comment on column public.tenant_insights.last_error is 'Why the last attempt failed.';

create index if not exists tenant_insights_tenant_id_occurred_at_idx on public.tenant_insights (tenant_id, occurred_at desc);
comment on index public.tenant_insights_tenant_id_occurred_at_idx is
  'Serves a tenant''s insights, newest first, row level security and the foreign key.';
create index if not exists tenant_insights_occurred_at_idx on public.tenant_insights (occurred_at);
comment on index public.tenant_insights_occurred_at_idx is 'Serves consolidate_tenants and prune_insights.';
create index if not exists tenant_insights_next_attempt_at_idx
  on public.tenant_insights (next_attempt_at) where letta_state = 'pending';
comment on index public.tenant_insights_next_attempt_at_idx is 'Serves claim_insights: what waits to be written.';
create index if not exists tenant_insights_execution_id_idx
  on public.tenant_insights (execution_id) where execution_id is not null;
comment on index public.tenant_insights_execution_id_idx is 'Serves the foreign key.';

alter table public.tenant_insights enable row level security;
revoke all on public.tenant_insights from public, anon, authenticated, service_role;
grant select on public.tenant_insights to authenticated;
grant select, insert, update, delete on public.tenant_insights to service_role;

drop policy if exists "Members and admins read insights" on public.tenant_insights;
create policy "Members and admins read insights" on public.tenant_insights
  for select to authenticated using (tenant_id in (select private.caller_tenants()) or (select public.is_admin()));

-- Keeps what is critical in executions: alerts, errors and whatever is urgent, once a tenant, check and day. What gets worse the same day
-- takes the place of what was known, and is remembered again. An execution is worth more than its insights: it stands if this fails.
-- Called by: trigger heartbeat_executions_keep_insights. SECURITY DEFINER: whoever records executions need not see memory_blocks.
create or replace function private.keep_insights()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.tenant_insights as k (
    tenant_id, check_id, day, status, priority, title, text, data, execution_id, block, occurred_at
  )
  select distinct on (e.tenant_id, r.check_id, d.day)
    e.tenant_id, r.check_id, d.day, r.status, r.priority, r.title,
    case r.message when r.title then r.title else r.title || ': ' || r.message end,
    coalesce(v.value -> 'data', '{}'), e.execution_id, coalesce(b.block, 'tenant_insights'), e.completed_at
  from new_executions e
  join public.tenant_settings s on s.tenant_id = e.tenant_id
  left join private.memory_blocks b on b.role = e.role
  cross join lateral (values ((e.completed_at at time zone s.timezone)::date)) d(day)
  cross join lateral jsonb_array_elements(e.results) v(value)
  cross join lateral (
    values (v.value ->> 'checkId', v.value ->> 'status', v.value ->> 'priority', v.value ->> 'title', v.value ->> 'message')
  ) r(check_id, status, priority, title, message)
  where r.status in ('alert', 'error') or r.priority = 'urgent'
  order by e.tenant_id, r.check_id, d.day, private.status_rank(r.status) desc, private.priority_rank(r.priority) desc, e.completed_at
  on conflict on constraint tenant_insights_once_a_day do update
    set status = excluded.status, priority = excluded.priority, title = excluded.title, text = excluded.text, data = excluded.data,
        execution_id = excluded.execution_id, occurred_at = excluded.occurred_at, letta_state = 'pending', attempts = 0,
        next_attempt_at = '-infinity', lease = null, lease_expires_at = null, last_error = null
    where (private.status_rank(excluded.status), private.priority_rank(excluded.priority))
      > (private.status_rank(k.status), private.priority_rank(k.priority));
  return null;
exception
  when others then
    raise warning 'heartbase: insights could not be kept: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.keep_insights() is 'Trigger: keeps what is critical in executions, once a tenant, check and day.';
revoke all on function private.keep_insights() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_keep_insights on public.heartbeat_executions;
create trigger heartbeat_executions_keep_insights
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.keep_insights();

-- Deletes insights past tenant_insights_retention; returns how many. API: private. Called by: prune_history.
create or replace function private.prune_insights(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.tenant_insights i
  where i.occurred_at < prune_insights.now_at - (select private.get_interval_setting('tenant_insights_retention'));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_insights(timestamptz) is 'Deletes insights past their retention; returns how many.';
revoke all on function private.prune_insights(timestamptz) from public, anon, authenticated, service_role;

-- Leases insights that wait to be written to an agent's memory, oldest first: {"lease", "insights": [{"insightId", "tenantId", "role",
-- "block", "day", "checkId", "text"}]}. One lease at a time: whoever writes reads a block, and writes it back with what is new, so that
-- two at once would lose lines. An insight that was handed out five times for nothing is given up.
-- API: service role. Called by: the edge function consolidate. SECURITY DEFINER: roles of tenants are read past row level security.
create or replace function public.claim_insights(p_limit integer default 50)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 500 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 500.', hint = 'Leave it out for 50.';
  end if;
  return private.lease_insights(p_limit);
end
$$;
comment on function public.claim_insights(integer) is 'Leases insights that wait to be written to an agent''s memory.';
revoke all on function public.claim_insights(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_insights(integer) to service_role;

-- API: private. Called by: claim_insights.
create or replace function private.lease_insights(max_rows integer, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_lease uuid := gen_random_uuid();
  v_insights jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('heartbase.lease_insights', 0));
  if exists (
    select from public.tenant_insights i where i.letta_state = 'pending' and i.lease_expires_at > lease_insights.now_at
  ) then
    return jsonb_build_object('lease', null, 'insights', '[]'::jsonb);
  end if;

  update public.tenant_insights i
  set letta_state = 'failed', lease = null, lease_expires_at = null, last_error = coalesce(i.last_error, 'It was never finished.')
  where i.letta_state = 'pending' and i.attempts >= 5 and i.next_attempt_at <= lease_insights.now_at;

  with due as (
    select i.insight_id
    from public.tenant_insights i
    where i.letta_state = 'pending' and i.next_attempt_at <= lease_insights.now_at
    order by i.occurred_at, i.insight_id
    limit lease_insights.max_rows
    for no key update skip locked
  ),
  leased as (
    update public.tenant_insights i
    set lease = v_lease, lease_expires_at = lease_insights.now_at + interval '2 minutes', attempts = i.attempts + 1
    from due d
    where i.insight_id = d.insight_id
    returning i.*
  )
  select jsonb_agg(jsonb_build_object(
    'insightId', l.insight_id, 'tenantId', l.tenant_id, 'role', t.role, 'block', l.block, 'day', l.day, 'checkId', l.check_id,
    'text', l.text
  ) order by l.occurred_at, l.insight_id)
  into v_insights
  from leased l
  join public.tenants t on t.id = l.tenant_id;
  return jsonb_build_object('lease', case when v_insights is not null then v_lease end, 'insights', coalesce(v_insights, '[]'));
end
$$;
comment on function private.lease_insights(integer, timestamptz) is 'Leases insights that wait to be written, unless somebody is at it.';
revoke all on function private.lease_insights(integer, timestamptz) from public, anon, authenticated, service_role;

-- Says what became of leased insights: [{"insightId", "outcome": written | retry | failed | off, "error"}]. Those that are not held any
-- more, or that have got worse since, are left alone. Returns how many counted.
-- API: service role. Called by: the edge function consolidate. SECURITY DEFINER: it hands over to a private function.
create or replace function public.finish_insights(p_lease uuid, p_outcomes jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_outcomes) is distinct from 'array' or exists (
    select from jsonb_array_elements(p_outcomes) o
    where jsonb_typeof(o -> 'insightId') is distinct from 'number'
      or coalesce(o ->> 'outcome', '') not in ('written', 'retry', 'failed', 'off')
  ) then
    raise exception using errcode = '22023', message = 'invalid_outcomes',
      detail = 'p_outcomes is an array of insightId and outcome (written, retry, failed, off).',
      hint = 'Pass the ids that claim_insights answered.';
  end if;
  return private.settle_insights(p_lease, p_outcomes);
end
$$;
comment on function public.finish_insights(uuid, jsonb) is 'Says what became of leased insights; returns how many counted.';
revoke all on function public.finish_insights(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_insights(uuid, jsonb) to service_role;

-- API: private. Called by: finish_insights.
create or replace function private.settle_insights(lease uuid, outcomes jsonb, now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.tenant_insights i
  set letta_state = case when o.outcome = 'retry' and i.attempts < 5 then 'pending' when o.outcome = 'retry' then 'failed' else o.outcome end,
      next_attempt_at = settle_insights.now_at + interval '1 hour', last_error = left(o.error, 500), lease = null, lease_expires_at = null
  from jsonb_to_recordset(settle_insights.outcomes) o("insightId" bigint, outcome text, error text)
  where i.insight_id = o."insightId" and i.lease = settle_insights.lease;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.settle_insights(uuid, jsonb, timestamptz) is 'Says what became of leased insights; returns how many counted.';
revoke all on function private.settle_insights(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role;

-- The digest of the night: what was critical about a tenant in the last 24 hours, in one alert, when at least three checks were urgent or
-- on alert. It is over as it begins, and reads as an execution's report does. It goes to those kinds of channel of the tenant that wake
-- nobody, each result to those that hear of it; whom a result was to wake was told by the report that found it.
-- A tenant gets one a day, however often this runs. Returns how many were told. API: private. Called by: prune_history.
create unique index if not exists guardian_alerts_tenant_digest_idx
  on public.guardian_alerts (tenant_id, (details ->> 'day')) where alert_type = 'tenant-digest';
comment on index public.guardian_alerts_tenant_digest_idx is 'A tenant gets one digest a day.';

create or replace function private.consolidate_tenants(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  with insights as (
    -- The 24 hours may touch two days of the tenant: the worse of them stands for the check.
    select distinct on (i.tenant_id, i.check_id) i.*
    from public.tenant_insights i
    where i.occurred_at > consolidate_tenants.now_at - interval '24 hours' and i.occurred_at <= consolidate_tenants.now_at
    order by i.tenant_id, i.check_id, private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.occurred_at desc
  ),
  digests as (
    select i.tenant_id, s.kinds, count(*) as count,
      bool_or(i.status in ('alert', 'error') and i.priority in ('high', 'urgent')) as is_critical,
      count(*) filter (where i.priority = 'urgent') as urgent, count(*) filter (where i.priority = 'high') as high,
      count(*) filter (where i.priority = 'medium') as medium, count(*) filter (where i.priority = 'low') as low,
      array_agg(i.title order by private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.check_id) as titles,
      jsonb_agg(jsonb_build_object(
        'checkId', i.check_id, 'status', i.status, 'priority', i.priority, 'title', i.title,
        'message', case when starts_with(i.text, i.title || ': ') then substr(i.text, length(i.title) + 3) else i.text end,
        'data', i.data, 'timestamp', i.occurred_at, 'recovered', false,
        'channels', array(select k from unnest(s.kinds) k where private.channel_hears(k, i.status, i.priority))
      ) order by private.status_rank(i.status) desc, private.priority_rank(i.priority) desc, i.check_id) as results
    from insights i
    join (
      select t.tenant_id, array(
        select c from unnest(t.channels) c where c not in ('dashboard', 'sms', 'whatsapp', 'push') order by c
      ) as kinds
      from public.tenant_settings t
    ) s on s.tenant_id = i.tenant_id
    group by i.tenant_id, s.kinds
    having count(*) filter (where i.priority = 'urgent' or i.status = 'alert') >= 3
  )
  insert into public.guardian_alerts (
    subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details, detected_at, created_at,
    last_alerted_at, resolved_at, auto_resolved, resolution
  )
  select 'tenant', t.id, t.name, t.id, 'tenant-digest', case when d.is_critical then 'critical' else 'warning' end,
    format('%s: %s checks needed attention in the last 24 hours: %s%s.', t.name, d.count, array_to_string(d.titles[1:5], ', '),
      case when d.count > 5 then format(' and %s more', d.count - 5) else '' end),
    jsonb_build_object(
      'day', (consolidate_tenants.now_at at time zone 'UTC')::date,
      'channel_kinds', to_jsonb(d.kinds),
      'counts', jsonb_build_object('urgent', d.urgent, 'high', d.high, 'medium', d.medium, 'low', d.low),
      'results', jsonb_path_query_array(d.results, '$[0 to 49]'), 'more', greatest(0, d.count - 50)
    ),
    consolidate_tenants.now_at, consolidate_tenants.now_at, consolidate_tenants.now_at, consolidate_tenants.now_at, true, 'A digest.'
  from digests d
  join public.tenants t on t.id = d.tenant_id
  join public.tenant_settings s on s.tenant_id = d.tenant_id
  where not t.paused and s.enabled
  order by t.id
  on conflict (tenant_id, (details ->> 'day')) where alert_type = 'tenant-digest' do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.consolidate_tenants(timestamptz) is
  'Tells each tenant once a day what was critical in the last 24 hours, from three checks on; returns how many were told.';
revoke all on function private.consolidate_tenants(timestamptz) from public, anon, authenticated, service_role;

-- remediator: the role that remediations of the kind rpc are called as. It owns nothing but private.call_remediation_function and may
-- do what every role may; what an action needs beyond that is granted to it, or the action is SECURITY DEFINER by its author's decision.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'remediator') then
    create role remediator nologin;
  end if;
end
$$;
-- To hand a function over to a role, one must be a member of it.
grant remediator to current_user;
grant usage on schema private, public to remediator;

-- The allow-list of remediations: what may be done when a check finds something. Written by the database's owner only: whoever names an
-- action here decides what code runs.
create table if not exists private.remediation_actions (
  name text primary key constraint remediation_actions_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  kind text not null constraint remediation_actions_kind_known check (kind in ('rpc', 'edge_function')),
  target text not null,
  timeout interval not null default '10 seconds'
    constraint remediation_actions_timeout_bounds
    check (timeout between interval '1 second' and case kind when 'rpc' then interval '25 seconds' else interval '1 minute' end),
  recheck_after interval not null default '0'
    constraint remediation_actions_recheck_after_bounds check (recheck_after between interval '0' and interval '1 minute'),
  description text not null constraint remediation_actions_description_length check (char_length(description) between 1 and 500)
);
comment on table private.remediation_actions is
  'Actions that may be attached to checks: a function of public or private, or an edge function of this project.';
alter table private.remediation_actions enable row level security;
revoke all on private.remediation_actions from public, anon, authenticated, service_role;

-- The function that the target of an action of the kind rpc names, written schema.function; null when it names none, or several. It
-- takes (tenant_id text, check_id text, result jsonb, arguments jsonb), or the first of them, or (arguments jsonb), or nothing.
-- API: private. Called by: validate_remediation_action, call_remediation_function.
create or replace function private.find_remediation_function(target text)
returns oid
language sql
stable
set search_path = ''
as $$
  select min(p.oid)
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'private') and format('%I.%I', n.nspname, p.proname) = find_remediation_function.target
    and p.prokind = 'f' and not p.proretset
    and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    and p.proargtypes = any (array['', '25', '25 25', '25 25 3802', '25 25 3802 3802', '3802']::oidvector[])
  having count(*) = 1;
$$;
comment on function private.find_remediation_function(text) is 'The function that an action names, or null.';
revoke all on function private.find_remediation_function(text) from public, anon, authenticated, service_role;
-- It looks for the function that it is to call.
grant execute on function private.find_remediation_function(text) to remediator;

-- Refuses an action that could not be called. Called by: trigger remediation_actions_validate.
create or replace function private.validate_remediation_action()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_function oid := private.find_remediation_function(new.target);
begin
  if new.kind = 'edge_function' then
    -- The two would call themselves.
    if new.target !~ '^[a-z0-9][a-z0-9_-]{0,62}$' or new.target in ('heartbeat', 'heartbeat-recovery') then
      raise exception using errcode = '22023', message = 'invalid_remediation_action',
        detail = format('%L is not the name of an edge function that may be called.', new.target),
        hint = 'Give the name alone, such as restart-sync: no URL, and neither heartbeat nor heartbeat-recovery.';
    end if;
  elsif v_function is null then
    raise exception using errcode = '22023', message = 'invalid_remediation_action',
      detail = format('%L is not one function of the schema public or private.', new.target),
      hint = 'Write schema.function. It takes (tenant_id text, check_id text, result jsonb, arguments jsonb), the first of them, '
        '(arguments jsonb) or nothing, and returns one value.';
  elsif not pg_catalog.has_function_privilege('remediator', v_function, 'execute') then
    raise exception using errcode = '22023', message = 'invalid_remediation_action',
      detail = format('The role remediator may not execute %s.', v_function::regprocedure),
      hint = format('grant execute on function %s to remediator;', v_function::regprocedure);
  end if;
  return new;
end
$$;
comment on function private.validate_remediation_action() is 'Trigger: an action names a function that can be called.';
revoke all on function private.validate_remediation_action() from public, anon, authenticated, service_role;

drop trigger if exists remediation_actions_validate on private.remediation_actions;
create trigger remediation_actions_validate
  before insert or update on private.remediation_actions
  for each row execute function private.validate_remediation_action();

-- What is done about what a check finds: an action of the allow-list, attached to one check, for all tenants or for one. Attached to the
-- row of check_definitions and not to its id: a tenant's own check that takes the place of a common one brings nothing about.
create table if not exists public.check_remediations (
  id bigint generated always as identity primary key,
  check_id text not null,
  definition_id bigint not null references public.check_definitions (definition_id) on delete cascade,
  tenant_id text references public.tenants (id) on delete cascade,
  action text not null references private.remediation_actions (name) on update cascade,
  on_statuses text[] not null default '{alert,error}' constraint check_remediations_on_statuses_known
    check (on_statuses <@ '{warning,alert,error}' and array_ndims(on_statuses) = 1 and array_position(on_statuses, null) is null),
  arguments jsonb not null default '{}' constraint check_remediations_arguments_form
    check (jsonb_typeof(arguments) = 'object' and octet_length(arguments::text) <= 10240),
  cooldown interval not null default '1 hour' constraint check_remediations_cooldown_bounds
    check (cooldown between interval '0' and interval '1 year'),
  max_per_day integer not null default 5 constraint check_remediations_max_per_day_bounds check (max_per_day between 1 and 1000),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint check_remediations_once unique nulls not distinct (definition_id, tenant_id, action)
);
comment on table public.check_remediations is 'Actions that are attached to checks. The service role writes them.';
comment on column public.check_remediations.id is 'Identifier of the row; of several of a check the lowest has its turn first.';
comment on column public.check_remediations.check_id is 'Id of the check.';
comment on column public.check_remediations.definition_id is 'The check; from check_id, the common one, when left out.';
comment on column public.check_remediations.tenant_id is 'The tenant that it is for, in place of the one for all; null for all.';
comment on column public.check_remediations.action is 'The action, a row of the allow-list.';
comment on column public.check_remediations.on_statuses is 'Statuses of a result that bring it about.';
comment on column public.check_remediations.arguments is 'What the action is given besides the result.';
comment on column public.check_remediations.cooldown is 'Least time from one run to the next, of a tenant.';
comment on column public.check_remediations.max_per_day is 'Most runs in a day of the tenant''s time zone.';
comment on column public.check_remediations.enabled is 'False: nothing is done.';
comment on column public.check_remediations.created_at is 'When it was attached.';
comment on column public.check_remediations.updated_at is 'When somebody last changed it.';

create index if not exists check_remediations_tenant_id_idx on public.check_remediations (tenant_id) where tenant_id is not null;
comment on index public.check_remediations_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';
create index if not exists check_remediations_action_idx on public.check_remediations (action);
comment on index public.check_remediations_action_idx is 'Serves the foreign key.';

alter table public.check_remediations enable row level security;
revoke all on public.check_remediations from public, anon, authenticated, service_role;
-- Not the arguments: they are the project's.
grant select (
    id, check_id, definition_id, tenant_id, action, on_statuses, cooldown, max_per_day, enabled, created_at, updated_at
  ) on public.check_remediations to authenticated;
grant select, insert, update, delete on public.check_remediations to service_role;

drop policy if exists "Members read what is attached for all or for their tenants" on public.check_remediations;
create policy "Members read what is attached for all or for their tenants" on public.check_remediations
  for select to authenticated
  using (
    tenant_id in (select private.caller_tenants()) or tenant_id is null and exists (select private.caller_tenants())
    or (select public.is_admin())
  );

-- Finds the check that is meant. Called by: trigger check_remediations_find_check. SECURITY DEFINER: the service role attaches, and
-- whether a tenant's own check is meant must not depend on what it sees.
create or replace function private.find_remedied_check()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_definition public.check_definitions;
begin
  if tg_op = 'UPDATE' and new.definition_id = old.definition_id and new.check_id is distinct from old.check_id then
    new.definition_id := null;
  end if;
  select d.* into v_definition
  from public.check_definitions d
  where case when new.definition_id is null then d.id = new.check_id and d.tenant_id is null else d.definition_id = new.definition_id end;
  if not found then
    raise exception using errcode = '22023', message = 'invalid_check_remediation',
      detail = format('There is no common check %L.', new.check_id),
      hint = 'Give the check_id of a common check, or the definition_id of a tenant''s own.';
  end if;
  if v_definition.tenant_id is not null and new.tenant_id is distinct from v_definition.tenant_id then
    raise exception using errcode = '22023', message = 'invalid_check_remediation',
      detail = format('The check %s is the tenant %L''s own.', v_definition.id, v_definition.tenant_id),
      hint = 'Give its tenant_id as well: what is attached to it is for that tenant.';
  end if;
  new.definition_id := v_definition.definition_id;
  new.check_id := v_definition.id;
  return new;
end
$$;
comment on function private.find_remedied_check() is 'Trigger: a remediation is attached to a check that there is.';
revoke all on function private.find_remedied_check() from public, anon, authenticated, service_role;

drop trigger if exists check_remediations_find_check on public.check_remediations;
create trigger check_remediations_find_check
  before insert or update of check_id, definition_id, tenant_id on public.check_remediations
  for each row execute function private.find_remedied_check();
drop trigger if exists check_remediations_touch on public.check_remediations;
create trigger check_remediations_touch
  before update on public.check_remediations
  for each row execute function private.touch_updated_at();

-- What was done about what checks found, and what was not done: a row each time that a remediation was begun, and one for each reason
-- for which it had to wait, once.
create table if not exists public.remediation_runs (
  run_id uuid primary key default gen_random_uuid(),
  remediation_id bigint references public.check_remediations (id) on delete set null,
  definition_id bigint references public.check_definitions (definition_id) on delete set null,
  tenant_id text not null references public.tenants (id) on delete cascade,
  tenant_ids text[] not null,
  check_id text not null,
  action text not null,
  kind text not null,
  status text not null constraint remediation_runs_status_known check (status in ('running', 'succeeded', 'failed', 'skipped')),
  reason text constraint remediation_runs_reason_known check (reason in ('cooldown', 'max_per_day')),
  is_last boolean not null default false,
  execution_id uuid not null,
  seen jsonb not null,
  lease uuid,
  lease_expires_at timestamptz,
  started_at timestamptz not null,
  called_at timestamptz,
  finished_at timestamptz,
  result jsonb,
  error text,
  status_before text not null,
  status_after text,
  constraint remediation_runs_leased_while_running check ((status = 'running') = (lease is not null)),
  constraint remediation_runs_reason_of_skipped check ((status = 'skipped') = (reason is not null))
);
comment on table public.remediation_runs is 'Runs of remediations and what became of them. Members of the tenant read them.';
comment on column public.remediation_runs.run_id is 'Identifier of the run.';
comment on column public.remediation_runs.remediation_id is 'What was attached; null when that is gone.';
comment on column public.remediation_runs.definition_id is 'The check, while there is one.';
comment on column public.remediation_runs.tenant_id is 'The tenant whose execution brought it about.';
comment on column public.remediation_runs.tenant_ids is 'Tenants whose news of the check wait for it: several for a check of the platform.';
comment on column public.remediation_runs.check_id is 'Id of the check.';
comment on column public.remediation_runs.action is 'Name of the action.';
comment on column public.remediation_runs.kind is 'rpc or edge_function.';
comment on column public.remediation_runs.status is 'running, succeeded, failed, or skipped: it had to wait.';
comment on column public.remediation_runs.reason is 'Why it was skipped: cooldown or max_per_day.';
comment on column public.remediation_runs.is_last is 'True: it was the last that the day allows.';
comment on column public.remediation_runs.execution_id is 'The execution whose result brought it about.';
comment on column public.remediation_runs.seen is 'The result that brought it about.';
comment on column public.remediation_runs.lease is 'Who is running it; null when it is over.';
comment on column public.remediation_runs.lease_expires_at is 'When it counts as failed.';
comment on column public.remediation_runs.started_at is 'When it was claimed.';
comment on column public.remediation_runs.called_at is 'When the action said what became of it; null when it never did.';
comment on column public.remediation_runs.finished_at is 'When the check was asked again.';
comment on column public.remediation_runs.result is 'What the action answered, up to 10 kB.';
comment on column public.remediation_runs.error is 'Why it failed.';
comment on column public.remediation_runs.status_before is 'Status of the check that brought it about.';
comment on column public.remediation_runs.status_after is 'Status of the check when it was asked again; null when it was not.';

create index if not exists remediation_runs_remediation_id_tenant_id_started_at_idx
  on public.remediation_runs (remediation_id, tenant_id, started_at desc);
comment on index public.remediation_runs_remediation_id_tenant_id_started_at_idx is
  'Serves claim_remediations: the last run and those of the day; and the foreign key.';
create index if not exists remediation_runs_tenant_id_started_at_idx on public.remediation_runs (tenant_id, started_at desc);
comment on index public.remediation_runs_tenant_id_started_at_idx is
  'Serves a tenant''s runs, newest first, and the foreign key.';
create index if not exists remediation_runs_tenant_ids_idx on public.remediation_runs using gin (tenant_ids);
comment on index public.remediation_runs_tenant_ids_idx is 'Serves the members'' row level security.';
create index if not exists remediation_runs_lease_expires_at_idx
  on public.remediation_runs (lease_expires_at) where status = 'running';
comment on index public.remediation_runs_lease_expires_at_idx is 'Serves judge_news and sweep_remediations: what is under way.';
create index if not exists remediation_runs_definition_id_idx
  on public.remediation_runs (definition_id) where definition_id is not null;
comment on index public.remediation_runs_definition_id_idx is 'Serves the foreign key.';
create index if not exists remediation_runs_started_at_idx on public.remediation_runs (started_at);
comment on index public.remediation_runs_started_at_idx is 'Serves prune_remediations.';

alter table public.remediation_runs enable row level security;
revoke all on public.remediation_runs from public, anon, authenticated, service_role;
grant select on public.remediation_runs to authenticated, service_role;

drop policy if exists "Members and admins read runs of remediations" on public.remediation_runs;
create policy "Members and admins read runs of remediations" on public.remediation_runs
  for select to authenticated using (tenant_ids && array(select private.caller_tenants()) or (select public.is_admin()));

-- Deletes runs past remediation_runs_retention, but for those that a cool-down still counts from; returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_remediations(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.remediation_runs r
  where r.started_at < prune_remediations.now_at - (select private.get_interval_setting('remediation_runs_retention'))
    and r.status <> 'running'
    and not exists (
      select from public.check_remediations m
      where m.id = r.remediation_id and r.started_at > prune_remediations.now_at - m.cooldown
    );
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_remediations(timestamptz) is 'Deletes runs of remediations past their retention; returns how many.';
revoke all on function private.prune_remediations(timestamptz) from public, anon, authenticated, service_role;

-- Calls the function of an action as the role remediator; its answer as jsonb. API: private. Called by: call_leased_remediation.
-- SECURITY DEFINER, and owned by that role: a function that is SECURITY INVOKER has that role's rights, which are none, whoever owns it
-- and whatever it makes of the result that it is given; SET ROLE is forbidden within. The name is one that was validated when it was
-- written, and is looked up again: only a function of public or private is called.
create or replace function private.call_remediation_function(
  target text, tenant_id text, check_id text, result jsonb, arguments jsonb
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_function oid := private.find_remediation_function(call_remediation_function.target);
  v_call text;
  v_is_json boolean;
  v_answer text;
begin
  select format('%I.%I(%s)', n.nspname, p.proname, case
      when p.proargtypes = '3802' then '$4'
      else (array['', '$1', '$1, $2', '$1, $2, $3', '$1, $2, $3, $4'])[p.pronargs + 1]
    end),
    p.prorettype in ('json'::regtype, 'jsonb'::regtype)
  into v_call, v_is_json
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.oid = v_function;
  if not found then
    raise exception using errcode = 'PT404', message = 'remediation_function_not_found',
      detail = format('%s is not one function of the schema public or private any more.', call_remediation_function.target),
      hint = 'Make it again, or change the action.';
  end if;
  execute format('select %s', v_call)
  using call_remediation_function.tenant_id, call_remediation_function.check_id, call_remediation_function.result,
    call_remediation_function.arguments
  into v_answer;
  return case when v_is_json then v_answer::jsonb else to_jsonb(nullif(v_answer, '')) end;
end
$$;
comment on function private.call_remediation_function(text, text, text, jsonb, jsonb) is
  'Answer of the function of an action, called without rights.';
revoke all on function private.call_remediation_function(text, text, text, jsonb, jsonb) from public, anon, authenticated, service_role;

-- An owner must be able to create in the schema at the moment of the handover, and not after.
grant create on schema private to remediator;
alter function private.call_remediation_function(text, text, text, jsonb, jsonb) owner to remediator;
revoke create on schema private from remediator;

-- Leases what is to be done about results: of each check that is not well, the first remediation whose turn it is. The rows of
-- check_remediations are locked, and the runs are counted after that: two executions at once begin nothing twice, and neither the
-- cool-down nor the most in a day is exceeded. What had to wait is recorded once, until something is done again.
-- A check of the platform is one for all tenants, and so are its cool-down and its most in a day.
-- API: private. Called by: run_tenant_batch, which holds the leases of the tenants. Returns how many were leased.
create or replace function private.claim_remediations(
  tenant_ids text[], roles text[], results private.check_result[], now_at timestamptz default now()
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_lease interval := private.get_interval_setting('heartbeat_lease');
  v_candidates jsonb;
  v_due record;
  v_last timestamptz;
  v_count integer;
  v_reason text;
  v_claimed integer := 0;
begin
  if not exists (select from public.check_remediations m where m.enabled) then
    return 0;
  end if;
  with unwell as materialized (
    select r.tenant_id, r.check_id, r.status,
      private.describe_result(r, claim_remediations.now_at) - 'channels' - 'recovered' as seen
    from unnest(claim_remediations.results) r
    where r.is_notable and r.status <> 'ok'
  ),
  attached as (
    -- What is attached for a tenant takes the place of what is attached for all.
    select distinct on (u.tenant_id, d.definition_id, m.action) m.id, m.enabled, m.on_statuses, u.tenant_id, u.check_id, u.status,
      u.seen, d.definition_id, coalesce(d.rule ->> 'per' = 'platform', false) as is_common
    from unwell u
    join private.asked_checks(claim_remediations.tenant_ids, claim_remediations.roles) a on a.tenant_id = u.tenant_id
    join public.check_definitions d on d.definition_id = a.definition_id and d.id = u.check_id
    join public.check_remediations m on m.definition_id = d.definition_id and (m.tenant_id is null or m.tenant_id = u.tenant_id)
    order by u.tenant_id, d.definition_id, m.action, m.tenant_id nulls last
  )
  select jsonb_agg(to_jsonb(t) order by t.tenant_id, t.definition_id, t.id) into v_candidates
  from attached t
  join public.tenant_settings s on s.tenant_id = t.tenant_id
  where t.enabled and t.status = any (t.on_statuses) and t.check_id <> all (s.disabled_remediations);
  if v_candidates is null then
    return 0;
  end if;

  perform from public.check_remediations m
  where m.id in (select (c ->> 'id')::bigint from jsonb_array_elements(v_candidates) c)
  order by m.id
  for no key update;

  for v_due in
    select c.*, m.action, m.cooldown, m.max_per_day, k.kind, k.timeout, k.recheck_after,
      date_trunc('day', claim_remediations.now_at, s.timezone) as day_began_at, x.execution_id
    from jsonb_to_recordset(v_candidates) c(
      id bigint, tenant_id text, check_id text, status text, seen jsonb, definition_id bigint, is_common boolean
    )
    join public.check_remediations m on m.id = c.id
    join private.remediation_actions k on k.name = m.action
    join public.tenant_settings s on s.tenant_id = c.tenant_id
    join private.tenant_run_states x on x.tenant_id = c.tenant_id
    order by c.tenant_id, c.definition_id, c.id
  loop
    continue when exists (
      select from public.remediation_runs r
      where r.status = 'running' and r.definition_id = v_due.definition_id
        and (v_due.is_common or v_due.tenant_id = any (r.tenant_ids))
    );
    select max(r.started_at), count(*) filter (where r.started_at >= v_due.day_began_at) into v_last, v_count
    from public.remediation_runs r
    where r.remediation_id = v_due.id and (v_due.is_common or r.tenant_id = v_due.tenant_id) and r.status <> 'skipped';
    v_reason := case
      when v_count >= v_due.max_per_day then 'max_per_day'
      when v_last > claim_remediations.now_at - v_due.cooldown then 'cooldown'
    end;
    if v_reason is null then
      insert into public.remediation_runs (
        remediation_id, definition_id, tenant_id, tenant_ids, check_id, action, kind, status, is_last, execution_id, seen, lease,
        lease_expires_at, started_at, status_before
      )
      values (
        v_due.id, v_due.definition_id, v_due.tenant_id,
        case when v_due.is_common then array(
          select c ->> 'tenant_id' from jsonb_array_elements(v_candidates) c
          where (c ->> 'definition_id')::bigint = v_due.definition_id
          group by 1 order by 1
        ) else array[v_due.tenant_id] end,
        v_due.check_id, v_due.action, v_due.kind, 'running', v_count + 1 >= v_due.max_per_day, v_due.execution_id, v_due.seen,
        gen_random_uuid(), claim_remediations.now_at + v_lease + v_due.timeout + v_due.recheck_after, claim_remediations.now_at,
        v_due.status
      );
      v_claimed := v_claimed + 1;
    elsif not exists (
        select from public.remediation_runs r
        where r.remediation_id = v_due.id and (v_due.is_common or r.tenant_id = v_due.tenant_id)
          and r.status = 'skipped' and r.reason = v_reason and r.started_at >= v_last
          and (v_reason = 'cooldown' or r.started_at >= v_due.day_began_at)
      ) then
      insert into public.remediation_runs (
        remediation_id, definition_id, tenant_id, tenant_ids, check_id, action, kind, status, reason, execution_id, seen, started_at,
        finished_at, status_before
      )
      values (
        v_due.id, v_due.definition_id, v_due.tenant_id, array[v_due.tenant_id], v_due.check_id, v_due.action, v_due.kind, 'skipped',
        v_reason, v_due.execution_id, v_due.seen, claim_remediations.now_at, claim_remediations.now_at, v_due.status
      );
    end if;
  end loop;
  return v_claimed;
end
$$;
comment on function private.claim_remediations(text[], text[], private.check_result[], timestamptz) is
  'Leases what is to be done about results within cool-down and maximum; returns how many.';
revoke all on function private.claim_remediations(text[], text[], private.check_result[], timestamptz)
  from public, anon, authenticated, service_role;

-- What executions leased, as whoever runs it needs it. API: private. Called by: run_tenant_batch.
create or replace function private.describe_remediations(execution_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'runId', r.run_id, 'lease', r.lease, 'tenantId', r.tenant_id, 'checkId', r.check_id, 'action', r.action, 'kind', r.kind,
    'functionName', case r.kind when 'edge_function' then k.target end,
    'timeoutMs', extract(epoch from k.timeout) * 1000, 'recheckAfterMs', extract(epoch from k.recheck_after) * 1000,
    'rule', case d.evaluator when 'http' then d.rule - array['levels', 'otherwise', 'none', 'on_error'] end
  )) || jsonb_build_object('result', r.seen, 'arguments', m.arguments) order by r.tenant_id, r.check_id)
  from public.remediation_runs r
  join public.check_remediations m on m.id = r.remediation_id
  join private.remediation_actions k on k.name = r.action
  join public.check_definitions d on d.definition_id = r.definition_id
  where r.status = 'running' and r.execution_id = describe_remediations.execution_id;
$$;
comment on function private.describe_remediations(uuid) is 'Leased runs of remediations of an execution, as jsonb; null for none.';
revoke all on function private.describe_remediations(uuid) from public, anon, authenticated, service_role;

-- The advisory lock that is held while the action of a run is at work, by which the session is found. API: private.
-- Called by: call_leased_remediation, end_remediation_call.
create or replace function private.remediation_lock(run_id uuid)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select ('x' || left(replace(remediation_lock.run_id::text, '-', ''), 16))::bit(64)::bigint;
$$;
comment on function private.remediation_lock(uuid) is 'Key of the advisory lock of a run.';
revoke all on function private.remediation_lock(uuid) from public, anon, authenticated, service_role;

-- What an action answered or why it failed, without the secrets of Vault and what looks like a credential; what is longer than 10 kB is
-- cut. Where Vault cannot be read, nothing of it is kept. API: private. Called by: call_leased_remediation, finish_leased_remediation.
create or replace function private.clean_remediation_result(result jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_text text := clean_remediation_result.result::text;
  v_secret text;
begin
  begin
    for v_secret in
      select trim(both '"' from to_json(s.decrypted_secret)::text) from vault.decrypted_secrets s
      where length(s.decrypted_secret) >= 8
      order by length(s.decrypted_secret) desc
    loop
      v_text := replace(v_text, v_secret, '[redacted]');
    end loop;
    v_text := regexp_replace(v_text, '(sb_secret_|whsec_|xox[a-z]-|eyJ)[A-Za-z0-9+/=_.-]{6,}', '[redacted]', 'g');
    v_text := regexp_replace(v_text, '((?:Bearer|Basic) +)[A-Za-z0-9._~+/=-]{12,}', '\1[redacted]', 'gi');
    v_text := regexp_replace(v_text, '([a-z][a-z0-9+.-]*://)[^ /@"<>]+@', '\1[redacted]@', 'gi');
    return case
      when v_text is null then null
      when octet_length(v_text) <= 10240 then v_text::jsonb
      -- A character has up to four bytes, and quotes within become two.
      else jsonb_build_object('truncated', left(v_text, 1000))
    end;
  exception
    when others then
      raise warning 'heartbase: the answer of a remediation could not be kept: % %', sqlstate, sqlerrm;
      return '{"redacted": true}'::jsonb;
  end;
end
$$;
comment on function private.clean_remediation_result(jsonb) is 'An answer of an action without secrets, up to 10 kB.';
revoke all on function private.clean_remediation_result(jsonb) from public, anon, authenticated, service_role;

-- Calls the function of a leased run of the kind rpc, and records what became of it. What it raises undoes what it did, and nothing
-- else. API: private. Called by: call_remediation.
create or replace function private.call_leased_remediation(run_id uuid, lease uuid, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run record;
  v_result jsonb;
  v_error text;
begin
  select r.run_id, r.tenant_id, r.check_id, r.seen, m.arguments, k.target, k.timeout into v_run
  from public.remediation_runs r
  join public.check_remediations m on m.id = r.remediation_id
  join private.remediation_actions k on k.name = r.action and k.kind = 'rpc'
  where r.run_id = call_leased_remediation.run_id and r.lease = call_leased_remediation.lease and r.called_at is null
    and r.lease_expires_at > call_leased_remediation.now_at
  for update of r;
  if not found then
    perform private.refuse_remediation();
  end if;
  begin
    perform pg_advisory_xact_lock(private.remediation_lock(v_run.run_id));
    perform set_config('lock_timeout', (extract(epoch from v_run.timeout) * 1000)::integer::text, true);
    v_result := private.call_remediation_function(v_run.target, v_run.tenant_id, v_run.check_id, v_run.seen, v_run.arguments);
    v_error := private.remediation_problem(v_result);
  exception
    when query_canceled then
      v_error := format('It was ended after %s.', private.describe_interval(v_run.timeout));
    when others then
      v_error := sqlstate || ' ' || private.plain_error(sqlerrm);
  end;
  update public.remediation_runs r
  set called_at = call_leased_remediation.now_at, result = private.clean_remediation_result(v_result), error = v_error
  where r.run_id = v_run.run_id;
  return jsonb_build_object('succeeded', v_error is null, 'error', v_error);
end
$$;
comment on function private.call_leased_remediation(uuid, uuid, timestamptz) is
  'Calls the function of a leased remediation and records what became of it.';
revoke all on function private.call_leased_remediation(uuid, uuid, timestamptz) from public, anon, authenticated, service_role;

-- The same for whoever runs remediations: {"succeeded", "error"}. The action may wait for a lock no longer than its time-out, and is
-- ended after it by cancel_remediation, which the caller calls; statement_timeout, which PostgREST (12 and newer) applies to the whole
-- call, is for the case that no caller is left.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: the allow-list is private.
-- Errors: remediation_lease_lost (409).
create or replace function public.call_remediation(p_run_id uuid, p_lease uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '30s'
as $$
begin
  return private.call_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.call_remediation(uuid, uuid) is 'Calls the function of a leased remediation and records what became of it.';
revoke all on function public.call_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.call_remediation(uuid, uuid) to service_role;

-- What an answer says went wrong: an action may say so itself, instead of raising. API: private. Called by:
-- call_leased_remediation, finish_leased_remediation.
create or replace function private.remediation_problem(result jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(left(remediation_problem.result ->> 'error', 200), 'It said that it did not succeed.')
  where jsonb_typeof(remediation_problem.result) = 'object'
    and (remediation_problem.result -> 'ok' = 'false' or remediation_problem.result -> 'success' = 'false');
$$;
comment on function private.remediation_problem(jsonb) is 'What an action''s answer says went wrong; null for nothing.';
revoke all on function private.remediation_problem(jsonb) from public, anon, authenticated, service_role;

-- API: private. Called by: the functions that take a lease of a run.
create or replace function private.refuse_remediation()
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = 'PT409', message = 'remediation_lease_lost',
    detail = 'The run is over, was called already, or is leased to somebody else.', hint = 'Read its row in remediation_runs.';
end
$$;
comment on function private.refuse_remediation() is 'Raises remediation_lease_lost (409).';
revoke all on function private.refuse_remediation() from public, anon, authenticated, service_role;

-- Ends the statement in which the action of a run is at work; false when none is, or when this role may not.
-- API: private. Called by: cancel_remediation, sweep_remediations.
create or replace function private.end_remediation_call(run_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return coalesce((
    select bool_or(pg_cancel_backend(l.pid))
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = private.remediation_lock(end_remediation_call.run_id)
      and l.pid <> pg_backend_pid()
  ), false);
exception
  when insufficient_privilege then
    raise warning 'heartbase: a remediation that takes too long could not be ended: %', sqlerrm;
    return false;
end
$$;
comment on function private.end_remediation_call(uuid) is 'Ends the statement of a run that is at work; true when there was one.';
revoke all on function private.end_remediation_call(uuid) from public, anon, authenticated, service_role;

-- Ends the action of a leased run that takes longer than its time-out: call_remediation then records that it failed.
-- API: service role. Called by: the edge functions heartbeat and heartbeat-recovery. SECURITY DEFINER: to end a statement of another
-- session takes the rights of the database's owner; only one that holds the lock of this run is ended.
create or replace function public.cancel_remediation(p_run_id uuid, p_lease uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (select from public.remediation_runs r where r.run_id = p_run_id and r.lease = p_lease) then
    return false;
  end if;
  return private.end_remediation_call(p_run_id);
end
$$;
comment on function public.cancel_remediation(uuid, uuid) is 'Ends the action of a leased remediation; true when it was at work.';
revoke all on function public.cancel_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.cancel_remediation(uuid, uuid) to service_role;

-- Asks the check of a run again, of the tenants whose news wait for it: what it says now. http_facts as for evaluate_checks; an http
-- check that was not measured again says what it said. API: private. Called by: conclude_remediation.
create or replace function private.ask_again(run public.remediation_runs, http_facts jsonb, now_at timestamptz)
returns private.check_result[]
language plpgsql
set search_path = ''
as $$
declare
  v_definition public.check_definitions;
  v_asked record;
begin
  select d.* into v_definition from public.check_definitions d where d.definition_id = run.definition_id;
  if v_definition.evaluator is distinct from 'http' or ask_again.http_facts is not null then
    -- As the kind of tenant that the execution looked at it as.
    select array_agg(a.tenant_id order by a.tenant_id) as tenant_ids, array_agg(a.timezone order by a.tenant_id) as timezones,
      coalesce(jsonb_object_agg(a.tenant_id, a.priority_override) filter (where a.tenant_id is not null), '{}') as overrides
    into v_asked
    from (
      select array_agg(t.id order by t.id) as ids, array_agg(coalesce(e.role, t.role) order by t.id) as roles
      from public.tenants t
      left join public.heartbeat_executions e on e.execution_id = run.execution_id and e.tenant_id = t.id
      where t.id = any (run.tenant_ids)
    ) t
    cross join lateral private.asked_checks(t.ids, t.roles) a
    where a.definition_id = run.definition_id;
    if v_asked.tenant_ids is null then
      return array[]::private.check_result[];
    end if;
    -- What was seen of the statistics before the action is not what is so now.
    perform pg_catalog.pg_stat_clear_snapshot();
    return array(select r from private.read_answers(
      v_definition,
      private.ask_check(v_definition, v_asked.tenant_ids, v_asked.timezones, ask_again.now_at, coalesce(ask_again.http_facts, '[]')),
      v_asked.overrides
    ) r);
  end if;
  return private.recall_results(run.tenant_ids, v_definition);
end
$$;
comment on function private.ask_again(public.remediation_runs, jsonb, timestamptz) is 'What the check of a run says now.';
revoke all on function private.ask_again(public.remediation_runs, jsonb, timestamptz) from public, anon, authenticated, service_role;

-- Results of a check as they were last kept, before it was said of them what was done. API: private. Called by: ask_again, release_leased_remediation.
create or replace function private.recall_results(tenant_ids text[], definition public.check_definitions)
returns private.check_result[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg((
    s.tenant_id, s.check_id, (recall_results.definition).agent, (recall_results.definition).category, s.status, s.priority, s.title,
    coalesce(s.remediation ->> 'messageBefore', s.message), s.data, s.items, (recall_results.definition).action_url, (recall_results.definition).action_label, s.recovered_at is null
  )::private.check_result), '{}')
  from public.tenant_check_states s
  where s.tenant_id = any (recall_results.tenant_ids) and s.check_id = (recall_results.definition).id;
$$;
comment on function private.recall_results(text[], public.check_definitions) is 'Results of a check as they were last kept.';
revoke all on function private.recall_results(text[], public.check_definitions) from public, anon, authenticated, service_role;

-- Tells the news of one check, which waited for a remediation that was begun at an instant, as part of the execution that began it, and
-- records there what was done. entry: what that is, null for nothing. Returns how many messages were enqueued or shown.
-- API: private. Called by: conclude_remediation, release_leased_remediation.
create or replace function private.tell_remediated(
  tenant_ids text[], check_id text, results private.check_result[], entry jsonb, begun_at timestamptz, now_at timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_news jsonb := private.judge_news(
    tell_remediated.tenant_ids, tell_remediated.results, tell_remediated.now_at, array[tell_remediated.check_id]
  );
  v_reports jsonb;
  v_alerts jsonb;
  v_sent integer;
begin
  select coalesce(jsonb_agg(jsonb_build_object(
    'execution_id', e.execution_id, 'tenant_id', t.id, 'name', t.name, 'user_id', e.user_id, 'overall_status', e.overall_status,
    'channels', s.channels, 'news', coalesce(n.news, '[]'), 'is_told', n.news is not null
  )), '[]') into v_reports
  from public.tenants t
  join public.tenant_settings s on s.tenant_id = t.id
  cross join lateral (
    select x.execution_id, x.user_id, x.overall_status from public.heartbeat_executions x
    where x.tenant_id = t.id and x.started_at <= tell_remediated.begun_at
    order by x.started_at desc
    limit 1
  ) e
  left join lateral (
    select jsonb_agg(v -> 'result') as news from jsonb_array_elements(v_news) v where v ->> 'tenant_id' = t.id
  ) n on true
  where t.id = any (tell_remediated.tenant_ids);
  v_alerts := private.announce_reports(v_reports, tell_remediated.now_at);
  perform private.record_reports(v_reports, v_alerts, tell_remediated.now_at);

  with sent as materialized (
    select r.execution_id, r.tenant_id, jsonb_array_length(r.news) as news_count,
      (r.is_told and 'dashboard' = any (r.channels))::integer + (
        select count(*)::integer from public.notifications n where n.alert_id = (v_alerts ->> r.tenant_id)::uuid
      ) as count
    from jsonb_to_recordset(v_reports) r(execution_id uuid, tenant_id text, channels text[], news jsonb, is_told boolean)
  ),
  kept as (
    update public.heartbeat_executions e
    set remediations = e.remediations || coalesce(tell_remediated.entry, '[]'), notifiable_count = e.notifiable_count + s.news_count,
        suppressed_count = greatest(0, e.suppressed_count - s.news_count), notifications_sent = e.notifications_sent + s.count,
        alert_id = coalesce(e.alert_id, (v_alerts ->> s.tenant_id)::uuid)
    from sent s
    where e.execution_id = s.execution_id
  )
  select coalesce(sum(s.count), 0) into v_sent from sent s;
  return v_sent;
end
$$;
comment on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz) is
  'Tells the news of a check that waited for a remediation; how many messages.';
revoke all on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;

-- Ends a run whose outcome is known: asks the check again, keeps what it says and what was done, tells the news, and puts an event into
-- playbook_events when the action failed, or when the check is not well after the last run that the day allows.
-- API: private. Called by: finish_leased_remediation, sweep_remediations, which hold the run's row.
create or replace function private.conclude_remediation(
  run public.remediation_runs, http_facts jsonb default null, now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_results private.check_result[];
  v_entry jsonb := jsonb_strip_nulls(jsonb_build_object(
    'runId', run.run_id, 'checkId', run.check_id, 'action', run.action,
    'status', case when run.error is null then 'succeeded' else 'failed' end, 'error', run.error,
    'at', run.started_at, 'statusBefore', run.status_before, 'isLast', run.is_last
  ));
  v_after text;
  v_sent integer := 0;
begin
  begin
    -- No execution of these tenants judges while this does.
    perform from private.tenant_run_states k where k.tenant_id = any (run.tenant_ids) order by k.tenant_id for no key update;
    v_results := private.ask_again(run, conclude_remediation.http_facts, conclude_remediation.now_at);
    select coalesce(r.status, 'ok') into v_after from unnest(v_results) r where r.tenant_id = run.tenant_id;
    v_entry := v_entry || jsonb_strip_nulls(jsonb_build_object('statusAfter', v_after));
    update public.tenant_check_states s
    set remediation = v_entry || jsonb_build_object('messageBefore', run.seen ->> 'message')
    where s.tenant_id = any (run.tenant_ids) and s.check_id = run.check_id;
    -- Over: what waited for it is told.
    update public.remediation_runs r set status = v_entry ->> 'status', lease = null where r.run_id = run.run_id;
    v_sent := private.tell_remediated(
      run.tenant_ids, run.check_id, private.note_remediations(v_results), jsonb_build_array(v_entry), run.started_at,
      conclude_remediation.now_at
    );
  exception
    -- What became of the action is not lost with what became of the check; the news are the next execution's.
    when others then
      raise warning 'heartbase: the check % could not be asked again: % %', run.check_id, sqlstate, sqlerrm;
      v_after := null;
      v_entry := v_entry - 'statusAfter' || jsonb_build_object(
        'status', 'failed', 'error', coalesce(run.error, 'The check could not be asked again: ' || private.plain_error(sqlerrm))
      );
  end;
  update public.remediation_runs r
  set status = v_entry ->> 'status', error = v_entry ->> 'error', result = run.result, called_at = run.called_at, lease = null,
      lease_expires_at = null, finished_at = conclude_remediation.now_at, status_after = v_after
  where r.run_id = run.run_id;
  insert into public.playbook_events (type, agent, priority, actions, tenant_ids, details, created_at)
  select 'remediation_failed', coalesce(run.seen ->> 'agent', 'heartbase'),
    case run.seen ->> 'priority' when 'urgent' then 'critical' when 'high' then 'high' else 'medium' end,
    array['remediation.review', 'check.diagnose'], run.tenant_ids,
    v_entry || jsonb_build_object('reason', case v_entry ->> 'status' when 'failed' then 'failed' else 'exhausted' end),
    conclude_remediation.now_at
  where v_entry ->> 'status' = 'failed' or run.is_last and v_after <> 'ok';
  return v_entry || jsonb_build_object('notificationsSent', v_sent);
end
$$;
comment on function private.conclude_remediation(public.remediation_runs, jsonb, timestamptz) is
  'Ends a run whose outcome is known: asks the check again and tells the news.';
revoke all on function private.conclude_remediation(public.remediation_runs, jsonb, timestamptz)
  from public, anon, authenticated, service_role;

-- Ends a leased run. outcome: {"result", "error"} of an edge function, error null when it succeeded; of the kind rpc only what
-- call_leased_remediation did not record counts. facts: what was measured again for an http check; null for nothing. Answers what was
-- done, as heartbeat_executions.remediations keeps it, and how many messages it was told in. API: private. Called by: finish_remediation.
create or replace function private.finish_leased_remediation(
  run_id uuid, lease uuid, outcome jsonb, facts jsonb, now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = finish_leased_remediation.run_id and r.lease = finish_leased_remediation.lease
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  if v_run.called_at is null then
    v_run.error := left(private.clean_remediation_result(outcome -> 'error') #>> '{}', 500);
    if v_run.kind = 'edge_function' then
      v_run.called_at := finish_leased_remediation.now_at;
      v_run.result := private.clean_remediation_result(outcome -> 'result');
      v_run.error := coalesce(v_run.error, private.remediation_problem(v_run.result));
    else
      v_run.error := coalesce(v_run.error, 'Its function was not called.');
    end if;
  end if;
  return private.conclude_remediation(v_run, case when jsonb_typeof(facts) = 'object' then jsonb_build_array(
    jsonb_build_object('tenantId', v_run.tenant_id, 'checkId', v_run.check_id, 'facts', facts)
  ) end, finish_leased_remediation.now_at);
end
$$;
comment on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz) is
  'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz)
  from public, anon, authenticated, service_role;

-- The same for whoever runs remediations. API: service role. Called by: the edge functions heartbeat and heartbeat-recovery.
-- SECURITY DEFINER: it reads what it judges past row level security. Errors: invalid_outcome (22023), remediation_lease_lost (409).
create or replace function public.finish_remediation(p_run_id uuid, p_lease uuid, p_outcome jsonb default '{}', p_facts jsonb default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_outcome) is distinct from 'object' or jsonb_typeof(p_outcome -> 'error') not in ('string', 'null')
    or jsonb_typeof(p_facts) not in ('object', 'null') then
    raise exception using errcode = '22023', message = 'invalid_outcome',
      detail = 'p_outcome is an object whose error is a text or null, and p_facts is an object or null.',
      hint = 'Pass {"result": …, "error": null} when the action succeeded.';
  end if;
  return private.finish_leased_remediation(p_run_id, p_lease, p_outcome, p_facts);
end
$$;
comment on function public.finish_remediation(uuid, uuid, jsonb, jsonb) is 'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function public.finish_remediation(uuid, uuid, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_remediation(uuid, uuid, jsonb, jsonb) to service_role;

-- Gives back a leased run that nothing was done about: it counts for nothing, and the news that waited for it are told.
-- API: private. Called by: release_remediation.
create or replace function private.release_leased_remediation(run_id uuid, lease uuid, now_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
  v_definition public.check_definitions;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = release_leased_remediation.run_id and r.lease = release_leased_remediation.lease and r.called_at is null
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  perform from private.tenant_run_states k where k.tenant_id = any (v_run.tenant_ids) order by k.tenant_id for no key update;
  delete from public.remediation_runs r where r.run_id = v_run.run_id;
  select d.* into v_definition from public.check_definitions d where d.definition_id = v_run.definition_id;
  perform private.tell_remediated(
    v_run.tenant_ids, v_run.check_id, private.note_remediations(private.recall_results(v_run.tenant_ids, v_definition)), null,
    v_run.started_at, release_leased_remediation.now_at
  );
end
$$;
comment on function private.release_leased_remediation(uuid, uuid, timestamptz) is
  'Gives back a leased remediation that nothing was done about.';
revoke all on function private.release_leased_remediation(uuid, uuid, timestamptz) from public, anon, authenticated, service_role;

-- The same for whoever runs remediations, when there is no time left. API: service role. Called by: the edge functions heartbeat and
-- heartbeat-recovery. SECURITY DEFINER: as finish_remediation. Errors: remediation_lease_lost (409).
create or replace function public.release_remediation(p_run_id uuid, p_lease uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.release_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.release_remediation(uuid, uuid) is 'Gives back a leased remediation that nothing was done about.';
revoke all on function public.release_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.release_remediation(uuid, uuid) to service_role;

-- Ends runs whose lease is over: whoever ran them did not come back. What is not known has failed, and counts for the most in a day, so
-- that what kills its caller is not tried for ever. One that is still at work is ended, and is here again the next time. Returns how
-- many ended. API: private. Called by: ring_heartbeat, claim_due_tenants.
create or replace function private.sweep_remediations(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
  v_count integer := 0;
begin
  perform private.end_remediation_call(r.run_id)
  from public.remediation_runs r
  where r.status = 'running' and r.kind = 'rpc' and r.lease_expires_at <= sweep_remediations.now_at;

  for v_run in
    select r.* from public.remediation_runs r
    where r.status = 'running' and r.lease_expires_at <= sweep_remediations.now_at
    -- In the order in which their tenants are locked.
    order by r.tenant_id, r.run_id
    for update skip locked
  loop
    if v_run.called_at is null then
      v_run.error := 'It is not known what became of it: whoever ran it did not come back.';
    end if;
    begin
      perform private.conclude_remediation(v_run, null, sweep_remediations.now_at);
    exception
      -- Whoever sweeps has tenants to look at.
      when others then
        raise warning 'heartbase: the remediation % could not be ended: % %', v_run.run_id, sqlstate, sqlerrm;
    end;
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function private.sweep_remediations(timestamptz) is 'Ends runs of remediations whose lease is over; returns how many.';
revoke all on function private.sweep_remediations(timestamptz) from public, anon, authenticated, service_role;

-- Actions that come with Heartbase. Each is SECURITY DEFINER, since the role remediator may do nothing by itself; each takes its limits
-- from the arguments with which it is attached, and not the result, which tenants may have had a hand in.

-- Ends sessions whose transaction is idle for longer than {"after": "15 minutes"}, at most {"max": 20} and none of the roles in
-- {"except": []}, and waits until they are gone. Sessions of roles that this one may not end, as those of superusers, are refused.
-- API: private. Called by: the action end_idle_transactions.
create or replace function private.remedy_idle_transactions(arguments jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_after interval := coalesce((remedy_idle_transactions.arguments ->> 'after')::interval, interval '15 minutes');
  v_session record;
  v_ended jsonb := jsonb_build_array();
  v_refused jsonb := jsonb_build_array();
  -- Well within the time that the action has.
  v_until timestamptz := clock_timestamp() + interval '7 seconds';
begin
  for v_session in
    select a.pid, jsonb_build_object('pid', a.pid, 'role', a.usename, 'application', a.application_name) as words
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.backend_type = 'client backend'
      and a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < clock_timestamp() - v_after
      and not coalesce(remedy_idle_transactions.arguments -> 'except', '[]') ? a.usename
    order by a.state_change
    limit coalesce((remedy_idle_transactions.arguments ->> 'max')::integer, 20)
  loop
    begin
      perform pg_terminate_backend(v_session.pid);
      v_ended := v_ended || v_session.words;
    exception
      when insufficient_privilege then
        v_refused := v_refused || v_session.words;
    end;
  end loop;
  while clock_timestamp() < v_until loop
    perform pg_stat_clear_snapshot();
    exit when not exists (
      select from pg_catalog.pg_stat_activity a join jsonb_array_elements(v_ended) e on (e ->> 'pid')::integer = a.pid
    );
    perform pg_sleep(0.02);
  end loop;
  return jsonb_build_object('ok', v_refused = '[]', 'ended', v_ended, 'refused', v_refused)
    || case when v_refused = '[]' then '{}' else jsonb_build_object('error', 'Sessions of roles that may not be ended: '
      || jsonb_array_length(v_refused)) end;
end
$$;
comment on function private.remedy_idle_transactions(jsonb) is 'Ends sessions whose transaction is idle for long.';
revoke all on function private.remedy_idle_transactions(jsonb) from public, anon, authenticated, service_role;
grant execute on function private.remedy_idle_transactions(jsonb) to remediator;

-- Analyses tables that changed much since they were last analysed, by {"min_rows": 10000} and {"percent": 30} as check_stale_statistics,
-- at most {"max_tables": 10}, those that changed most first. Tables of other owners, and those that somebody has locked, are left.
-- API: private. Called by: the action analyze_stale_tables.
create or replace function private.remedy_stale_statistics(arguments jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_table record;
  v_analyzed jsonb := jsonb_build_array();
begin
  for v_table in
    select t.oid, t.oid::regclass::text as name
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't' and pg_has_role(c.relowner, 'usage')
    ) t
    where t.changes > coalesce((remedy_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((remedy_stale_statistics.arguments ->> 'percent')::numeric, 30)
    order by t.changes desc
    limit coalesce((remedy_stale_statistics.arguments ->> 'max_tables')::integer, 10)
  loop
    execute format('analyze (skip_locked) %s', v_table.name);
    v_analyzed := v_analyzed || to_jsonb(v_table.name);
  end loop;
  return jsonb_build_object('analyzed', v_analyzed);
end
$$;
comment on function private.remedy_stale_statistics(jsonb) is 'Analyses tables whose statistics are stale.';
revoke all on function private.remedy_stale_statistics(jsonb) from public, anon, authenticated, service_role;
grant execute on function private.remedy_stale_statistics(jsonb) to remediator;

-- Repairs the pg_cron jobs of Heartbase: those that were removed, changed or switched off. They begin with the next minute.
-- API: private. Called by: the action install_schedules.
create or replace function private.remedy_schedules()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_broken jsonb := (
    select coalesce(jsonb_agg(s.jobname order by s.jobname), '[]')
    from private.schedules() s
    where not exists (
      select from cron.job j
      where j.jobname = s.jobname and j.schedule = s.schedule and j.command = s.command and j.active and j.username = current_user
    )
  );
begin
  perform private.install_schedules();
  return jsonb_build_object('repaired', v_broken);
end
$$;
comment on function private.remedy_schedules() is 'Repairs the pg_cron jobs of Heartbase.';
revoke all on function private.remedy_schedules() from public, anon, authenticated, service_role;
grant execute on function private.remedy_schedules() to remediator;

insert into private.remediation_actions (name, kind, target, timeout, recheck_after, description)
values
  ('end_idle_transactions', 'rpc', 'private.remedy_idle_transactions', '10 seconds', '0', 'Ends sessions whose transaction is idle for long'),
  ('analyze_stale_tables', 'rpc', 'private.remedy_stale_statistics', '25 seconds', '0', 'Analyses tables whose statistics are stale'),
  ('install_schedules', 'rpc', 'private.remedy_schedules', '5 seconds', '1 minute', 'Repairs the pg_cron jobs of Heartbase'),
  ('send_outbox', 'edge_function', 'notify', '35 seconds', '0', 'Sends the messages of the outbox that are due')
on conflict (name) do update
  set kind = excluded.kind, target = excluded.target, timeout = excluded.timeout, recheck_after = excluded.recheck_after,
      description = excluded.description;
