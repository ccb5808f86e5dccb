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
