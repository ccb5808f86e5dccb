-- Puts results of executions that are not plain ok on the agent bus. What the bus says of a check already, word for word, is not repeated
-- while that lasts, unless the check was well in between. An execution is worth more than its messages: it stands if this fails.
-- Called by: trigger heartbeat_executions_publish. SECURITY DEFINER: nobody but executions writes the bus.
create or replace function private.publish_results()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.agent_bus_messages (
    tenant_id, topic, agent, check_id, execution_id, payload, priority, created_at, expires_at
  )
  select e.tenant_id, private.bus_topic(r.check_id, r.agent, r.category), r.agent, r.check_id, e.execution_id,
    v.value - '{checkId,agent,priority}'::text[], r.priority, e.completed_at,
    e.completed_at + case r.priority when 'urgent' then interval '6 hours' else interval '24 hours' end
  from new_executions e
  cross join lateral jsonb_array_elements(e.results) with ordinality v(value, position)
  cross join lateral (
    values (v.value ->> 'checkId', v.value ->> 'agent', v.value ->> 'category', v.value ->> 'priority')
  ) r(check_id, agent, category, priority)
  left join public.tenant_check_states s on s.tenant_id = e.tenant_id and s.check_id = r.check_id
  left join lateral (
    select m.payload, m.priority, m.created_at, m.expires_at
    from public.agent_bus_messages m
    where m.tenant_id = e.tenant_id and m.check_id = r.check_id
    order by m.id desc
    limit 1
  ) said on true
  where (
    said.expires_at > e.completed_at and said.created_at >= s.since and said.priority = r.priority
    and (said.payload ->> 'status', said.payload ->> 'title', said.payload ->> 'message')
      = (v.value ->> 'status', v.value ->> 'title', v.value ->> 'message')
  ) is not true
  order by e.completed_at, e.tenant_id, v.position;
  return null;
exception
  when others then
    raise warning 'heartbase: results could not be put on the agent bus: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.publish_results() is 'Trigger: puts results of executions on the agent bus.';
revoke all on function private.publish_results() from public, anon, authenticated, service_role;

drop trigger if exists heartbeat_executions_publish on public.heartbeat_executions;
create trigger heartbeat_executions_publish
  after insert on public.heartbeat_executions
  referencing new table as new_executions
  for each statement execute function private.publish_results();
