-- Calls the edge function cron-healthcheck through pg_net, after commit, and returns pg_net's request id.
-- API: service role, SQL in the dashboard. Called by: the cron job cron-healthcheck-job.
-- SECURITY DEFINER: it reads the credential for the call from Vault.
create or replace function public.trigger_healthcheck(p_trigger text default 'manual')
returns bigint
language sql
security definer
set search_path = ''
as $$
  select private.invoke_edge_function(
    'cron-healthcheck',
    jsonb_build_object('trigger', left(coalesce(p_trigger, 'manual'), 100), 'timestamp', now())
  );
$$;
comment on function public.trigger_healthcheck(text) is
  'Runs the cron health check now: calls its edge function and returns pg_net''s request id. Service role only.';
revoke all on function public.trigger_healthcheck(text) from public, anon, authenticated, service_role;
grant execute on function public.trigger_healthcheck(text) to service_role;
