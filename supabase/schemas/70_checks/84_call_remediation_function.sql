-- Calls the function of an action as the role remediator; its answer as jsonb. API: private. Called by: call_leased_remediation.
-- SECURITY DEFINER, and owned by that role: a function that is SECURITY INVOKER has that role's rights, which are none, whoever owns it
-- and whatever it makes of the result that it is given; SET ROLE is forbidden within. The name is one that was validated when it was
-- written, and is looked up again: only a function of public or private is called.
create or replace function private.call_remediation_function(
  target text, tenant_id text, check_id text, result jsonb, arguments jsonb
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_function oid := private.find_remediation_function(call_remediation_function.target);
  v_call text;
  v_is_json boolean;
  v_answer text;
begin
  select format('%I.%I(%s)', n.nspname, p.proname, case
      when p.proargtypes = '3802' then '$4'
      else (array['', '$1', '$1, $2', '$1, $2, $3', '$1, $2, $3, $4'])[p.pronargs + 1]
    end),
    p.prorettype in ('json'::regtype, 'jsonb'::regtype)
  into v_call, v_is_json
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.oid = v_function;
  if not found then
    raise exception using errcode = 'PT404', message = 'remediation_function_not_found',
      detail = format('%s is not one function of the schema public or private any more.', call_remediation_function.target),
      hint = 'Make it again, or change the action.';
  end if;
  execute format('select %s', v_call)
  using call_remediation_function.tenant_id, call_remediation_function.check_id, call_remediation_function.result,
    call_remediation_function.arguments
  into v_answer;
  return case when v_is_json then v_answer::jsonb else to_jsonb(nullif(v_answer, '')) end;
end
$$;
comment on function private.call_remediation_function(text, text, text, jsonb, jsonb) is
  'Answer of the function of an action, called without rights.';
revoke all on function private.call_remediation_function(text, text, text, jsonb, jsonb) from public, anon, authenticated, service_role;

-- An owner must be able to create in the schema at the moment of the handover, and not after.
grant create on schema private to remediator;
alter function private.call_remediation_function(text, text, text, jsonb, jsonb) owner to remediator;
revoke create on schema private from remediator;
