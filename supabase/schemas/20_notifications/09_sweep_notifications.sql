-- Buries notifications that have no attempt left: the last one was claimed and never acknowledged, or fewer are allowed now
-- than were made. A test has no more than two. Those of a channel that is off wait for it to come on again.
-- API: private. Called by: claim_notifications and the tick.
create or replace function private.sweep_notifications(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_spent uuid[];
begin
  v_spent := array(
    select n.id
    from public.notifications n
    where n.state in ('pending', 'leased') and n.next_attempt_at <= now_at
      and n.attempts >= least((select private.get_integer_setting('delivery_max_attempts')), case n.event when 'test' then 2 end)
    for update skip locked
  );
  if cardinality(v_spent) = 0 then
    return 0;
  end if;
  return private.bury_notifications(v_spent, 'All attempts are spent.');
end
$$;
comment on function private.sweep_notifications(timestamptz) is
  'Ends notifications that have no attempt left; returns how many died.';
revoke all on function private.sweep_notifications(timestamptz) from public, anon, authenticated, service_role;
