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
