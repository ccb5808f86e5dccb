-- Ends a silence now: what it held is due, unless another silence holds it. False when it had ended already.
-- API: whoever could make it: admins and the service role any, owners and admins of a tenant the tenant's (members snoozes), users
-- their own. Errors: silence_not_found (404).
create or replace function public.end_silence(p_silence_id uuid)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select private.finish_silence(p_silence_id);
$$;
comment on function public.end_silence(uuid) is
  'Ends a silence now, and lets go what it held; false when it had ended already. PT404 when there is none of the caller''s.';
revoke all on function public.end_silence(uuid) from public, anon, authenticated, service_role;
grant execute on function public.end_silence(uuid) to authenticated, service_role;
