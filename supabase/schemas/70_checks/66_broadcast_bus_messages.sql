-- Tells Realtime of new messages, where the project has it: event and payload are the message's, the private topic agent-bus:<tenant>.
-- A broadcast that fails costs nothing but the broadcast: the messages are there to be read.
-- Called by: trigger agent_bus_messages_broadcast. SECURITY DEFINER: it sends whoever's execution wrote the messages.
create or replace function private.broadcast_bus_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
    return null;
  end if;
  execute $send$
    select realtime.send(jsonb_build_object(
      'id', m.id, 'tenantId', m.tenant_id, 'topic', m.topic, 'agent', m.agent, 'checkId', m.check_id, 'executionId', m.execution_id,
      'priority', m.priority, 'payload', m.payload, 'createdAt', m.created_at, 'expiresAt', m.expires_at
    ), m.topic, 'agent-bus:' || m.tenant_id, true)
    from new_messages m
    order by m.id
  $send$;
  return null;
exception
  when others then
    raise warning 'heartbase: the agent bus could not be broadcast: % %', sqlstate, sqlerrm;
    return null;
end
$$;
comment on function private.broadcast_bus_messages() is 'Trigger: tells Realtime of new messages of the agent bus, where there is one.';
revoke all on function private.broadcast_bus_messages() from public, anon, authenticated, service_role;

drop trigger if exists agent_bus_messages_broadcast on public.agent_bus_messages;
create trigger agent_bus_messages_broadcast
  after insert on public.agent_bus_messages
  referencing new table as new_messages
  for each statement execute function private.broadcast_bus_messages();
