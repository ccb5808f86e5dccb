-- Calls a function of the schema alive_probes as the role alive_prober. API: private. Called by: run_alive_probe.
-- SECURITY DEFINER, and owned by that role: code that a boot check runs has that role's rights, which are none, and SET ROLE is
-- forbidden within. A lock is waited for less long than the answer.
create or replace function private.call_alive_function(function_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_answer jsonb;
begin
  execute format('select to_jsonb(alive_probes.%I())', call_alive_function.function_name) into v_answer;
  return v_answer;
end
$$;
comment on function private.call_alive_function(text) is 'Answer of a function of the schema alive_probes, called without rights.';
revoke all on function private.call_alive_function(text) from public, anon, authenticated, service_role;

-- An owner must be able to create in the schema at the moment of the handover, and not after.
grant create on schema private to alive_prober;
alter function private.call_alive_function(text) owner to alive_prober;
revoke create on schema private from alive_prober;
