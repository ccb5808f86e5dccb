-- The log of heartbeats, a partition a day (UTC), made ahead and dropped by maintain_mesh_partitions. What no partition is made
-- for goes to the default one, so that no heartbeat is ever refused. The partitions live in private: they are reached through
-- this table alone, and its row level security.
create table if not exists public.mesh_heartbeats (
  id uuid not null default gen_random_uuid(),
  tetrahedron_id uuid not null references public.tetrahedrons (id) on delete cascade,
  source text not null constraint mesh_heartbeats_source_form check (
    char_length(source) between 1 and 200 and source !~ '[[:cntrl:]]'
  ),
  payload jsonb constraint mesh_heartbeats_payload_size check (octet_length(payload::text) <= 10240),
  created_at timestamptz not null default now(),
  primary key (id, created_at)
) partition by range (created_at);
comment on table public.mesh_heartbeats is
  'Heartbeats of tetrahedrons, kept for mesh_heartbeats_retention. Their vertices and the service role see and add them.';
comment on column public.mesh_heartbeats.id is 'Identifier of the heartbeat.';
comment on column public.mesh_heartbeats.tetrahedron_id is 'Whose heartbeat it is.';
comment on column public.mesh_heartbeats.source is 'What sent it, such as a device; 1 to 200 characters.';
comment on column public.mesh_heartbeats.payload is 'What came with it: any JSON of at most 10 kB.';
comment on column public.mesh_heartbeats.created_at is 'When it came, by the server''s clock.';

create index if not exists mesh_heartbeats_tetrahedron_id_created_at_idx
  on public.mesh_heartbeats (tetrahedron_id, created_at desc);
comment on index public.mesh_heartbeats_tetrahedron_id_created_at_idx is
  'Serves the newest heartbeats of a tetrahedron, and the foreign key.';

create table if not exists private.mesh_heartbeats_default partition of public.mesh_heartbeats default;
comment on table private.mesh_heartbeats_default is 'Heartbeats for whose day there is no partition.';
alter table private.mesh_heartbeats_default enable row level security;
revoke all on private.mesh_heartbeats_default from public, anon, authenticated, service_role;

alter table public.mesh_heartbeats enable row level security;
revoke all on public.mesh_heartbeats from public, anon, authenticated, service_role;
grant select on public.mesh_heartbeats to authenticated;
-- When a heartbeat came is not for its sender to say.
grant insert (tetrahedron_id, source, payload) on public.mesh_heartbeats to authenticated;
grant select, insert, update, delete on public.mesh_heartbeats to service_role;

drop policy if exists "Vertices read heartbeats of their tetrahedrons" on public.mesh_heartbeats;
-- An array is made once and looked up in each partition's index; IN would be made for each partition, and checked row by row.
create policy "Vertices read heartbeats of their tetrahedrons" on public.mesh_heartbeats
  for select to authenticated
  using (tetrahedron_id = any (array(
    select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text]
  )));
drop policy if exists "Vertices add heartbeats of their tetrahedrons" on public.mesh_heartbeats;
create policy "Vertices add heartbeats of their tetrahedrons" on public.mesh_heartbeats
  for insert to authenticated
  with check (tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text]));
