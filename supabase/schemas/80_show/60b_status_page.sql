-- The same, now. API: service role. Called by: the edge function status. SECURITY DEFINER: it reads the ledger and the boot check.
create or replace function public.status_page(p_slug text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_status_page(p_slug);
$$;
comment on function public.status_page(text) is 'A status page as everybody sees it, or null. Service role only.';
revoke all on function public.status_page(text) from public, anon, authenticated, service_role;
grant execute on function public.status_page(text) to service_role;
