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
