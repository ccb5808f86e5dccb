-- API: private. Called by: claim_insights.
create or replace function private.lease_insights(max_rows integer, now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_lease uuid := gen_random_uuid();
  v_insights jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('heartbase.lease_insights', 0));
  if exists (
    select from public.tenant_insights i where i.letta_state = 'pending' and i.lease_expires_at > lease_insights.now_at
  ) then
    return jsonb_build_object('lease', null, 'insights', '[]'::jsonb);
  end if;

  update public.tenant_insights i
  set letta_state = 'failed', lease = null, lease_expires_at = null, last_error = coalesce(i.last_error, 'It was never finished.')
  where i.letta_state = 'pending' and i.attempts >= 5 and i.next_attempt_at <= lease_insights.now_at;

  with due as (
    select i.insight_id
    from public.tenant_insights i
    where i.letta_state = 'pending' and i.next_attempt_at <= lease_insights.now_at
    order by i.occurred_at, i.insight_id
    limit lease_insights.max_rows
    for no key update skip locked
  ),
  leased as (
    update public.tenant_insights i
    set lease = v_lease, lease_expires_at = lease_insights.now_at + interval '2 minutes', attempts = i.attempts + 1
    from due d
    where i.insight_id = d.insight_id
    returning i.*
  )
  select jsonb_agg(jsonb_build_object(
    'insightId', l.insight_id, 'tenantId', l.tenant_id, 'role', t.role, 'block', l.block, 'day', l.day, 'checkId', l.check_id,
    'text', l.text
  ) order by l.occurred_at, l.insight_id)
  into v_insights
  from leased l
  join public.tenants t on t.id = l.tenant_id;
  return jsonb_build_object('lease', case when v_insights is not null then v_lease end, 'insights', coalesce(v_insights, '[]'));
end
$$;
comment on function private.lease_insights(integer, timestamptz) is 'Leases insights that wait to be written, unless somebody is at it.';
revoke all on function private.lease_insights(integer, timestamptz) from public, anon, authenticated, service_role;
