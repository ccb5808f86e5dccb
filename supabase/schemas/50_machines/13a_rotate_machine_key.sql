-- A new key of a machine: {"id", "api_key"}. The one before is refused from now on.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.rotate_machine_key(p_machine_id bigint)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select jsonb_build_object('id', p_machine_id, 'api_key', private.change_machine_key(p_machine_id, false));
$$;
comment on function public.rotate_machine_key(bigint) is 'A new key of a machine; the one before is refused from now on.';
revoke all on function public.rotate_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.rotate_machine_key(bigint) to authenticated, service_role;
