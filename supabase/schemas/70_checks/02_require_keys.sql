-- Refuses what is no object, and keys that are not known: a key that is misspelt would be a condition that never counts.
create or replace function private.require_keys(object jsonb, known text[], key text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_unknown text;
begin
  if jsonb_typeof(require_keys.object) is distinct from 'object' then
    perform private.refuse_rule(require_keys.key, 'must be an object');
  end if;
  select min(k) into v_unknown from jsonb_object_keys(require_keys.object) k where k <> all (require_keys.known);
  if v_unknown is not null then
    perform private.refuse_rule(require_keys.key || '.' || v_unknown, 'is not a key that is known here');
  end if;
end
$$;
comment on function private.require_keys(jsonb, text[], text) is 'Refuses a part of a rule that is no object or has an unknown key.';
revoke all on function private.require_keys(jsonb, text[], text) from public, anon, authenticated, service_role;
