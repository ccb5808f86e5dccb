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
