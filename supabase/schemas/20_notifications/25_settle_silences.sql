-- Makes a change of silences count at once: a new one holds what waits already, and what one held that was changed or deleted is due,
-- unless it, or another, holds it still. So a silence may be edited by hand.
-- Called by: triggers on silences. SECURITY DEFINER: whoever writes silences may not write the outbox.
create or replace function private.settle_silences()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    update public.notifications n
    set held_until = now(), next_attempt_at = now()
    from changed_silences s
    where n.held_by = s.id and n.state = 'pending' and n.held_until > now();
  elsif tg_op = 'DELETE' then
    -- The foreign key has let go of them by now: held, and nobody holds them.
    update public.notifications n
    set held_until = now(), next_attempt_at = now()
    where n.held_by is null and n.state = 'pending' and n.held_until > now();
  end if;
  perform private.hold_notifications(now());
  if tg_op <> 'INSERT' and private.next_delivery_at() <= now() then
    perform private.ring_doorbell();
  end if;
  return null;
end
$$;
comment on function private.settle_silences() is 'Trigger: holds and lets go messages as silences change.';
revoke all on function private.settle_silences() from public, anon, authenticated, service_role;

drop trigger if exists silences_settle_made on public.silences;
create trigger silences_settle_made
  after insert on public.silences
  for each statement execute function private.settle_silences();

drop trigger if exists silences_settle_changed on public.silences;
create trigger silences_settle_changed
  after update on public.silences
  referencing new table as changed_silences
  for each statement execute function private.settle_silences();

drop trigger if exists silences_settle_deleted on public.silences;
create trigger silences_settle_deleted
  after delete on public.silences
  for each statement execute function private.settle_silences();
