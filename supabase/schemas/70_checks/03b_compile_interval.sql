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
