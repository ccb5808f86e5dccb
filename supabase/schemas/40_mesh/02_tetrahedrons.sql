-- One row per tetrahedron: a mesh of four people and their devices, its last heartbeat, and when the evaluator must look at it
-- again. A heartbeat changes only columns that no index holds, so that it stays a HOT update. next_check_at is pushed forward by
-- the evaluator, lazily, and set to now by the recheck trigger when people edit a row by hand.
create table if not exists public.tetrahedrons (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint tetrahedrons_name_form check (
    char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'
  ),
  domain text constraint tetrahedrons_domain_known check (domain in ('health', 'education', 'work', 'family')),
  vertices text[] not null,
  jitterbug_state text not null default 'stable-delta' constraint tetrahedrons_jitterbug_state_known check (
    jitterbug_state in (
      'stable-delta', 'stressed-delta', 'positive-wye', 'hub-failure', 'negative-wye', 'reformation', 'new-delta'
    )
  ),
  next_action text,
  hub_vertex_id uuid,
  hub_rotation_schedule jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_heartbeat_at timestamptz,
  stale_after interval constraint tetrahedrons_stale_after_range
    check (stale_after >= interval '1 second' and stale_after <= interval '10 years'),
  paused boolean not null default false,
  heartbeat_count bigint not null default 0,
  next_check_at timestamptz not null default now(),
  evaluation_error text,
  constraint tetrahedrons_vertices_form check (
    array_ndims(vertices) = 1 and cardinality(vertices) = 4 and array_position(vertices, null) is null
  ),
  -- Other instants could not be added to.
  constraint tetrahedrons_created_at_range check (created_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  constraint tetrahedrons_last_heartbeat_at_range
    check (last_heartbeat_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00')
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table public.tetrahedrons is 'Meshes of four vertices and their last heartbeats. Their vertices and the service role see them.';
comment on column public.tetrahedrons.id is 'Identifier of the tetrahedron.';
comment on column public.tetrahedrons.name is 'Name, 1 to 200 characters.';
comment on column public.tetrahedrons.domain is 'health, education, work or family.';
comment on column public.tetrahedrons.vertices is 'The four users of it, as text; no two are the same.';
comment on column public.tetrahedrons.jitterbug_state is 'State of the mesh, stable-delta to begin with.';
comment on column public.tetrahedrons.next_action is 'What is to be done next, for people.';
comment on column public.tetrahedrons.hub_vertex_id is 'The vertex that is the hub, if any.';
comment on column public.tetrahedrons.hub_rotation_schedule is 'When the hub moves on, in the client''s own form.';
comment on column public.tetrahedrons.created_at is 'When it was made.';
comment on column public.tetrahedrons.updated_at is 'Last edit; heartbeats do not move it.';
comment on column public.tetrahedrons.last_heartbeat_at is 'Last heartbeat, by the server''s clock; null when there was none.';
comment on column public.tetrahedrons.stale_after is
  'Silence that makes an alert; null follows the setting mesh_stale_after, or the threshold that a check is asked with.';
comment on column public.tetrahedrons.paused is 'True: no alerts about its heartbeats, and open ones resolve.';
comment on column public.tetrahedrons.heartbeat_count is 'Heartbeats so far. Tells a heartbeat from an edit by hand.';
comment on column public.tetrahedrons.next_check_at is 'When the evaluator looks at the row again.';
comment on column public.tetrahedrons.evaluation_error is 'Why the evaluator could not judge the row, if so.';

create index if not exists tetrahedrons_next_check_at_idx on public.tetrahedrons (next_check_at);
comment on index public.tetrahedrons_next_check_at_idx is 'Serves evaluate_tetrahedrons: whose check is due.';
create index if not exists tetrahedrons_vertices_idx on public.tetrahedrons using gin (vertices);
comment on index public.tetrahedrons_vertices_idx is 'Serves row level security: the tetrahedrons of a vertex.';

alter table public.tetrahedrons enable row level security;
revoke all on public.tetrahedrons from public, anon, authenticated, service_role;
grant select on public.tetrahedrons to authenticated;
-- Heartbeats and their evaluation are not for vertices to write, nor who the vertices are once it is made.
grant insert (id, name, domain, vertices, jitterbug_state, next_action, hub_vertex_id, hub_rotation_schedule, stale_after, paused)
  on public.tetrahedrons to authenticated;
grant update (name, domain, jitterbug_state, next_action, hub_vertex_id, hub_rotation_schedule, stale_after, paused)
  on public.tetrahedrons to authenticated;
grant select, insert, update, delete on public.tetrahedrons to service_role;

drop policy if exists "Vertices read their tetrahedrons" on public.tetrahedrons;
create policy "Vertices read their tetrahedrons" on public.tetrahedrons
  for select to authenticated using (vertices @> array[(select auth.uid())::text]);
drop policy if exists "Vertices add their tetrahedrons" on public.tetrahedrons;
create policy "Vertices add their tetrahedrons" on public.tetrahedrons
  for insert to authenticated with check (vertices @> array[(select auth.uid())::text]);
drop policy if exists "Vertices change their tetrahedrons" on public.tetrahedrons;
create policy "Vertices change their tetrahedrons" on public.tetrahedrons
  for update to authenticated
  using (vertices @> array[(select auth.uid())::text])
  with check (vertices @> array[(select auth.uid())::text]);
