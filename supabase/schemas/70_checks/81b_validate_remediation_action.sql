-- Refuses an action that could not be called. Called by: trigger remediation_actions_validate.
create or replace function private.validate_remediation_action()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_function oid := private.find_remediation_function(new.target);
begin
  if new.kind = 'edge_function' then
    -- The two would call themselves.
    if new.target !~ '^[a-z0-9][a-z0-9_-]{0,62}$' or new.target in ('heartbeat', 'heartbeat-recovery') then
      raise exception using errcode = '22023', message = 'invalid_remediation_action',
        detail = format('%L is not the name of an edge function that may be called.', new.target),
        hint = 'Give the name alone, such as restart-sync: no URL, and neither heartbeat nor heartbeat-recovery.';
    end if;
  elsif v_function is null then
    raise exception using errcode = '22023', message = 'invalid_remediation_action',
      detail = format('%L is not one function of the schema public or private.', new.target),
      hint = 'Write schema.function. It takes (tenant_id text, check_id text, result jsonb, arguments jsonb), the first of them, '
        '(arguments jsonb) or nothing, and returns one value.';
  elsif not pg_catalog.has_function_privilege('remediator', v_function, 'execute') then
    raise exception using errcode = '22023', message = 'invalid_remediation_action',
      detail = format('The role remediator may not execute %s.', v_function::regprocedure),
      hint = format('grant execute on function %s to remediator;', v_function::regprocedure);
  end if;
  return new;
end
$$;
comment on function private.validate_remediation_action() is 'Trigger: an action names a function that can be called.';
revoke all on function private.validate_remediation_action() from public, anon, authenticated, service_role;

drop trigger if exists remediation_actions_validate on private.remediation_actions;
create trigger remediation_actions_validate
  before insert or update on private.remediation_actions
  for each row execute function private.validate_remediation_action();
