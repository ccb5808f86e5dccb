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
