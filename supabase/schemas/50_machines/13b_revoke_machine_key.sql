-- Takes the key of a machine away: its reports are refused until it gets a new one with rotate_machine_key.
-- API: the machine's owner, the service role. Errors: machine_not_found (404).
create or replace function public.revoke_machine_key(p_machine_id bigint)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.change_machine_key(p_machine_id, true);
$$;
comment on function public.revoke_machine_key(bigint) is 'Refuses the reports of a machine until it gets a new key.';
revoke all on function public.revoke_machine_key(bigint) from public, anon, authenticated, service_role;
grant execute on function public.revoke_machine_key(bigint) to authenticated, service_role;
