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
