-- Reports facts about a tenant, which its checks judge: an array of at most 1000 entries, each one of
--   {"signal", "data"}            the signal has this one item;  "item" names it among others;  null as data removes it
--   {"signal", "items"}           several items by key;  "replace": true removes all others of the signal
--   {"signal", "append"}          events, kept for the setting tenant_signals_retention
-- Answers {"stored", "removed"}.
-- API: owners, admins and members of the tenant, the service role.
-- Errors: invalid_signals (22023), not_a_member (42501), tenant_not_found (404), too_many_signals (409).
create or replace function public.report_signals(p_tenant_id text, p_signals jsonb)
returns jsonb
language sql
set search_path = ''
as $$
  select private.store_signals(p_tenant_id, p_signals);
$$;
comment on function public.report_signals(text, jsonb) is 'Reports facts about a tenant for its checks: {"stored", "removed"}.';
revoke all on function public.report_signals(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.report_signals(text, jsonb) to authenticated, service_role;
