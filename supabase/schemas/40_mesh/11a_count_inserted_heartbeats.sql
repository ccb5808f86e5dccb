-- Heartbeats that clients insert into the table themselves count as well. created_at counts for as much as it is not ahead.
-- Called by: trigger mesh_heartbeats_count_inserted; the recorders, which run as the owner, count theirs themselves.
-- SECURITY DEFINER: vertices may add heartbeats without being allowed to write last_heartbeat_at.
create or replace function private.count_inserted_heartbeats()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_heard uuid[];
begin
  -- In the order of ids, as every recorder of several: two never wait for each other.
  with heard as (
    select t.id
    from public.tetrahedrons t
    where t.id in (select h.tetrahedron_id from new_heartbeats h)
    order by t.id
    for no key update
  )
  select array_agg(h.id) into v_heard from heard h;

  update public.tetrahedrons t
  set last_heartbeat_at = greatest(t.last_heartbeat_at, n.heard_at),
      heartbeat_count = t.heartbeat_count + n.count
  from (
    select h.tetrahedron_id, least(max(h.created_at), now()) as heard_at, count(*) as count
    from new_heartbeats h
    group by h.tetrahedron_id
  ) n
  where t.id = n.tetrahedron_id;
  perform private.follow_heartbeats(v_heard);
  return null;
end
$$;
comment on function private.count_inserted_heartbeats() is 'Trigger: counts heartbeats that clients insert into the table.';
revoke all on function private.count_inserted_heartbeats() from public, anon, authenticated, service_role;

drop trigger if exists mesh_heartbeats_count_inserted on public.mesh_heartbeats;
create trigger mesh_heartbeats_count_inserted
  after insert on public.mesh_heartbeats
  referencing new table as new_heartbeats
  for each statement
  when (current_user in ('authenticated', 'service_role'))
  execute function private.count_inserted_heartbeats();
