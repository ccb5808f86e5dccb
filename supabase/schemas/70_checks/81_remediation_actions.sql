-- The allow-list of remediations: what may be done when a check finds something. Written by the database's owner only: whoever names an
-- action here decides what code runs.
create table if not exists private.remediation_actions (
  name text primary key constraint remediation_actions_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  kind text not null constraint remediation_actions_kind_known check (kind in ('rpc', 'edge_function')),
  target text not null,
  timeout interval not null default '10 seconds'
    constraint remediation_actions_timeout_bounds
    check (timeout between interval '1 second' and case kind when 'rpc' then interval '25 seconds' else interval '1 minute' end),
  recheck_after interval not null default '0'
    constraint remediation_actions_recheck_after_bounds check (recheck_after between interval '0' and interval '1 minute'),
  description text not null constraint remediation_actions_description_length check (char_length(description) between 1 and 500)
);
comment on table private.remediation_actions is
  'Actions that may be attached to checks: a function of public or private, or an edge function of this project.';
alter table private.remediation_actions enable row level security;
revoke all on private.remediation_actions from public, anon, authenticated, service_role;

-- The function that the target of an action of the kind rpc names, written schema.function; null when it names none, or several. It
-- takes (tenant_id text, check_id text, result jsonb, arguments jsonb), or the first of them, or (arguments jsonb), or nothing.
-- API: private. Called by: validate_remediation_action, call_remediation_function.
create or replace function private.find_remediation_function(target text)
returns oid
language sql
stable
set search_path = ''
as $$
  select min(p.oid)
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'private') and format('%I.%I', n.nspname, p.proname) = find_remediation_function.target
    and p.prokind = 'f' and not p.proretset
    and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    and p.proargtypes = any (array['', '25', '25 25', '25 25 3802', '25 25 3802 3802', '3802']::oidvector[])
  having count(*) = 1;
$$;
comment on function private.find_remediation_function(text) is 'The function that an action names, or null.';
revoke all on function private.find_remediation_function(text) from public, anon, authenticated, service_role;
-- It looks for the function that it is to call.
grant execute on function private.find_remediation_function(text) to remediator;

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
