-- Messages of a tenant's bus after a cursor, oldest first, without those that have expired:
-- {"messages": [{"id", "tenantId", "topic", "agent", "checkId", "executionId", "priority", "payload", "createdAt", "expiresAt"}], "cursor"}.
-- The cursor is the last id, for the next call. Runs as the caller: whoever is not a member of the tenant sees an empty bus.
-- API: members of the tenant, admins, the service role. Errors: invalid_limit, invalid_topics (22023).
create or replace function public.read_agent_bus(
  p_tenant_id text, p_after bigint default 0, p_topics text[] default null, p_limit integer default 100
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit is from 1 to 1000.', hint = 'Leave it out for 100, and go on after the cursor.';
  end if;
  if not coalesce(p_topics <@ array[
    'inventory_alert', 'anomaly', 'price_change', 'customer_trend', 'compliance_risk', 'demand_spike'
  ], true) then
    raise exception using errcode = '22023', message = 'invalid_topics',
      detail = 'Topics are inventory_alert, anomaly, price_change, customer_trend, compliance_risk and demand_spike.',
      hint = 'Leave p_topics out for all.';
  end if;
  return (
    select jsonb_build_object(
      'messages', coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id, 'tenantId', m.tenant_id, 'topic', m.topic, 'agent', m.agent, 'checkId', m.check_id,
        'executionId', m.execution_id, 'priority', m.priority, 'payload', m.payload, 'createdAt', m.created_at,
        'expiresAt', m.expires_at
      ) order by m.id), '[]'),
      'cursor', coalesce(max(m.id), p_after, 0)
    )
    from (
      select b.*
      from public.agent_bus_messages b
      where b.tenant_id = p_tenant_id and b.id > coalesce(p_after, 0) and b.expires_at > now()
        and (p_topics is null or b.topic = any (p_topics))
      order by b.id
      limit p_limit
    ) m
  );
end
$$;
comment on function public.read_agent_bus(text, bigint, text[], integer) is
  'Messages of a tenant''s agent bus after a cursor that have not expired, and the next cursor.';
revoke all on function public.read_agent_bus(text, bigint, text[], integer) from public, anon, authenticated, service_role;
grant execute on function public.read_agent_bus(text, bigint, text[], integer) to authenticated, service_role;
