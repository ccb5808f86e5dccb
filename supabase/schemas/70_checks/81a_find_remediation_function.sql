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
