-- What the last boot check found, with every detail: {status, age_seconds, running, evaluator}. It makes no check.
-- API: admins, the service role. Runs as the caller. Called by: the Operator Panel.
create or replace function public.alive_report()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.report_alive();
$$;
comment on function public.alive_report() is 'What the last boot check found, with details. Admins and the service role.';
revoke all on function public.alive_report() from public, anon, authenticated, service_role;
grant execute on function public.alive_report() to authenticated, service_role;
