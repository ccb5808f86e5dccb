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
