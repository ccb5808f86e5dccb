-- Asks the notify function to drain the outbox, once per transaction and at most five times in ten seconds.
-- A hint only: pg_net may lose it, and the minute tick is the guarantee. So nothing that goes wrong here, a Vault that cannot
-- decrypt or a pg_net that is broken, may undo the alert that rings: it is a warning, and the answer is false.
-- API: private. Called by: the notification triggers and the tick.
create or replace function private.ring_doorbell()
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_transaction text := pg_catalog.pg_current_xact_id()::text;
begin
  if current_setting('heartbase.doorbell_transaction', true) is not distinct from v_transaction then
    return false;
  end if;
  if private.get_setting('edge_base_url') is null or private.get_secret('heartbase_function_secret') is null then
    return false;
  end if;
  if (
    select count(*) >= 5
    from private.edge_requests r
    where r.function_name = 'notify' and r.requested_at > clock_timestamp() - interval '10 seconds'
  ) then
    return false;
  end if;
  perform private.invoke_edge_function('notify', '{"trigger": "doorbell"}');
  perform set_config('heartbase.doorbell_transaction', v_transaction, true);
  return true;
exception
  when others then
    raise warning 'heartbase: the doorbell did not ring: % %', sqlstate, sqlerrm;
    return false;
end
$$;
comment on function private.ring_doorbell() is 'Calls the notify function through pg_net; true when a call was queued.';
revoke all on function private.ring_doorbell() from public, anon, authenticated, service_role;
