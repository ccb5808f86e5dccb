-- The silences in force at an instant, kept from being changed or deleted until the transaction ends: whoever ends one then finds
-- what this transaction let it hold. One that somebody is changing right now is left out, rather than waited for: no alert may wait
-- for an open transaction, and what it should hold is looked at again before it is sent.
-- With no silence this is one look into an index. API: private. Called by: messages_about, hold_notifications.
create or replace function private.silences_in_force(now_at timestamptz default now())
returns uuid[]
language plpgsql
set search_path = ''
as $$
begin
  return array(
    select s.id
    from public.silences s
    where s.ends_at > silences_in_force.now_at and s.starts_at <= silences_in_force.now_at
    for share skip locked
  );
end
$$;
comment on function private.silences_in_force(timestamptz) is 'Ids of the silences in force, locked against changes.';
revoke all on function private.silences_in_force(timestamptz) from public, anon, authenticated, service_role;
