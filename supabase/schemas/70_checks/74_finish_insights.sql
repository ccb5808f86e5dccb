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

-- API: private. Called by: finish_insights.
create or replace function private.settle_insights(lease uuid, outcomes jsonb, now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  update public.tenant_insights i
  set letta_state = case when o.outcome = 'retry' and i.attempts < 5 then 'pending' when o.outcome = 'retry' then 'failed' else o.outcome end,
      next_attempt_at = settle_insights.now_at + interval '1 hour', last_error = left(o.error, 500), lease = null, lease_expires_at = null
  from jsonb_to_recordset(settle_insights.outcomes) o("insightId" bigint, outcome text, error text)
  where i.insight_id = o."insightId" and i.lease = settle_insights.lease;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.settle_insights(uuid, jsonb, timestamptz) is 'Says what became of leased insights; returns how many counted.';
revoke all on function private.settle_insights(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role;
