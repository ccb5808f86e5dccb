-- Holds what is due, was never tried and is about alerts under a silence: it waits until the silence that ends last is over. Before
-- each claim, because a silence may have begun, or been made in a transaction that did not see the message, since it was enqueued;
-- and because when one ends, another may be in force. Recoveries, tests and what somebody replays are not
-- held.
-- Messages that a sender is leasing are left to it.
-- API: private. Called by: claim_notifications, and the triggers on silences. Returns how many it holds.
create or replace function private.hold_notifications(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := private.silences_in_force(hold_notifications.now_at);
  v_count integer;
begin
  if cardinality(v_silence_ids) = 0 then
    return 0;
  end if;
  with fresh as materialized (
    select n.id, n.alert_id
    from public.notifications n
    where n.state = 'pending' and n.attempts = 0 and n.replays = 0 and n.event in ('opened', 'reminder')
      and n.next_attempt_at <= hold_notifications.now_at
    for update skip locked
  ),
  held as materialized (
    select h.alert_id, h.silence_id, h.ends_at
    from private.silences_over(v_silence_ids, array(select distinct f.alert_id from fresh f)) h
  )
  update public.notifications n
  set held_by = h.silence_id, held_until = h.ends_at, next_attempt_at = h.ends_at
  from fresh f
  join held h on h.alert_id = f.alert_id
  where n.id = f.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.hold_notifications(timestamptz) is
  'Holds due messages about alerts under a silence until its end; returns how many.';
revoke all on function private.hold_notifications(timestamptz) from public, anon, authenticated, service_role;
