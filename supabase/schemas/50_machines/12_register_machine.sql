-- Registers a machine: {"id", "name", "hostname", "description", "api_key", "created_at"}. The key is shown this once.
-- p_user_id: whose it is; for the service role, null makes it the project's own, heard of on the project's channels.
-- API: signed-in users for themselves, the service role. Errors: invalid_machine_name, invalid_hostname, invalid_description
-- (22023, HTTP 400), not_the_owner (42501, HTTP 403), too_many_machines (409).
create or replace function public.register_machine(
  p_name text,
  p_hostname text default null,
  p_description text default null,
  p_user_id uuid default null
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.create_machine(p_name, p_hostname, p_description, p_user_id);
$$;
comment on function public.register_machine(text, text, text, uuid) is
  'Registers a machine and returns it with its key, which is shown this once.';
revoke all on function public.register_machine(text, text, text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.register_machine(text, text, text, uuid) to authenticated, service_role;
