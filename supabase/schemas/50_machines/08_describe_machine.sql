-- A machine as events tell of it: {"id", "name", "hostname", "description", "status", "last_seen"}; times in UTC, by the second.
-- API: private. Called by: judge_machines.
create or replace function private.describe_machine(machine public.machines)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', describe_machine.machine.id,
    'name', describe_machine.machine.name,
    'hostname', describe_machine.machine.hostname,
    'description', describe_machine.machine.description,
    'status', describe_machine.machine.status,
    'last_seen', to_char(describe_machine.machine.last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  );
$$;
comment on function private.describe_machine(public.machines) is 'A machine in the form of the events machine.offline and machine.online.';
revoke all on function private.describe_machine(public.machines) from public, anon, authenticated, service_role;
