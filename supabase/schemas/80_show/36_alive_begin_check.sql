-- Begins a boot check when one is due, or when forced, and none runs: then the answer has a lease and the probes to make.
-- In any case it has the state as it is. However often it is called, checks are no more frequent than alive_refresh_after.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.begin_alive_check(p_force boolean default false)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_lease uuid := gen_random_uuid();
  v_probes jsonb := private.lease_alive_check(v_lease, coalesce(p_force, false));
begin
  return private.read_alive_state() || case
    when v_probes is null then '{}'
    else jsonb_build_object('lease', v_lease, 'probes', v_probes)
  end;
end
$$;
comment on function public.begin_alive_check(boolean) is
  'State of the boot check; with a lease and probes when the caller is to make one. Service role only.';
revoke all on function public.begin_alive_check(boolean) from public, anon, authenticated, service_role;
grant execute on function public.begin_alive_check(boolean) to service_role;
