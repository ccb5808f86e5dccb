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
