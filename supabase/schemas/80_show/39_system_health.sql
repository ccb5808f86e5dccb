-- API: service role. Called by: the edge function alive. SECURITY DEFINER: it reads when tenants are due.
create or replace function public.system_health()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.measure_system_health();
$$;
comment on function public.system_health() is 'The pulse of executions: alive, warning, error or unknown, with details. Service role only.';
revoke all on function public.system_health() from public, anon, authenticated, service_role;
grant execute on function public.system_health() to service_role;
