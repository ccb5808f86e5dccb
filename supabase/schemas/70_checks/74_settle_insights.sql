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
