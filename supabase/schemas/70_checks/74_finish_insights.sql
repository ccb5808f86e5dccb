-- Says what became of leased insights: [{"insightId", "outcome": written | retry | failed | off, "error"}]. Those that are not held any
-- more, or that have got worse since, are left alone. Returns how many counted.
-- API: service role. Called by: the edge function consolidate. SECURITY DEFINER: it hands over to a private function.
create or replace function public.finish_insights(p_lease uuid, p_outcomes jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_outcomes) is distinct from 'array' or exists (
    select from jsonb_array_elements(p_outcomes) o
    where jsonb_typeof(o -> 'insightId') is distinct from 'number'
      or coalesce(o ->> 'outcome', '') not in ('written', 'retry', 'failed', 'off')
  ) then
    raise exception using errcode = '22023', message = 'invalid_outcomes',
      detail = 'p_outcomes is an array of insightId and outcome (written, retry, failed, off).',
      hint = 'Pass the ids that claim_insights answered.';
  end if;
  return private.settle_insights(p_lease, p_outcomes);
end
$$;
comment on function public.finish_insights(uuid, jsonb) is 'Says what became of leased insights; returns how many counted.';
revoke all on function public.finish_insights(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_insights(uuid, jsonb) to service_role;
