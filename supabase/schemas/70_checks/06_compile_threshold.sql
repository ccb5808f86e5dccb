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
