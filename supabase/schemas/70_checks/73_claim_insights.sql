-- Leases insights that wait to be written to an agent's memory, oldest first: {"lease", "insights": [{"insightId", "tenantId", "role",
-- "block", "day", "checkId", "text"}]}. One lease at a time: whoever writes reads a block, and writes it back with what is new, so that
-- two at once would lose lines. An insight that was handed out five times for nothing is given up.
-- API: service role. Called by: the edge function consolidate. SECURITY DEFINER: roles of tenants are read past row level security.
create or replace function public.claim_insights(p_limit integer default 50)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 500 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 500.', hint = 'Leave it out for 50.';
  end if;
  return private.lease_insights(p_limit);
end
$$;
comment on function public.claim_insights(integer) is 'Leases insights that wait to be written to an agent''s memory.';
revoke all on function public.claim_insights(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_insights(integer) to service_role;
