-- Built from supabase/schemas/40_mesh by npm run build:migrations. Edit there, not here.

-- Profiles of the people who are vertices, which clients insert beside auth.users. An id is that of the user's account, but is
-- no foreign key: a profile may be written before its account is.
create table if not exists public.users (
  id uuid primary key default gen_random_uuid(),
  email text not null constraint users_email_length check (char_length(email) between 1 and 320),
  full_name text not null constraint users_full_name_length check (char_length(full_name) <= 500),
  avatar_url text constraint users_avatar_url_length check (char_length(avatar_url) <= 2000)
);
comment on table public.users is 'Profiles of people. Everybody has their own; the service role sees all.';
comment on column public.users.id is 'Id of the user, as in auth.users.';
comment on column public.users.email is 'Email address.';
comment on column public.users.full_name is 'Name as people know it.';
comment on column public.users.avatar_url is 'Picture, if any.';

alter table public.users enable row level security;
revoke all on public.users from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.users to authenticated, service_role;

drop policy if exists "Users read their own profile" on public.users;
create policy "Users read their own profile" on public.users
  for select to authenticated using (id = (select auth.uid()));
drop policy if exists "Users add their own profile" on public.users;
create policy "Users add their own profile" on public.users
  for insert to authenticated with check (id = (select auth.uid()));
drop policy if exists "Users change their own profile" on public.users;
create policy "Users change their own profile" on public.users
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
drop policy if exists "Users remove their own profile" on public.users;
create policy "Users remove their own profile" on public.users
  for delete to authenticated using (id = (select auth.uid()));

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

-- Refuses a tetrahedron that has not exactly four different vertices, or whose hub is none of them, with a clear error.
-- User ids are kept in lower case, as auth.uid() gives them, so that row level security finds them.
-- Called by: trigger tetrahedrons_validate.
create or replace function private.validate_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.vertices := array(
    select case when btrim(v.id) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then lower(btrim(v.id)) else btrim(v.id) end
    from unnest(new.vertices) with ordinality v(id, position)
    order by v.position
  );
  if cardinality(new.vertices) <> 4
    or (select count(distinct v.id) from unnest(new.vertices) v(id) where char_length(v.id) between 1 and 200) <> 4 then
    raise exception using errcode = '22023', message = 'invalid_vertices',
      detail = 'A tetrahedron has exactly four vertices, all different: user ids as text, none of them null or empty.',
      hint = 'Pass vertices as an array of four user ids.';
  end if;
  if new.hub_vertex_id::text <> all (new.vertices) then
    raise exception using errcode = '22023', message = 'invalid_hub_vertex',
      detail = 'The hub is one of the four vertices, or null.',
      hint = 'Pass hub_vertex_id as one of the ids in vertices.';
  end if;
  return new;
end
$$;
comment on function private.validate_tetrahedron() is 'Trigger: four different vertices, of which the hub is one.';
revoke all on function private.validate_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_validate on public.tetrahedrons;
create trigger tetrahedrons_validate
  before insert or update of vertices, hub_vertex_id on public.tetrahedrons
  for each row execute function private.validate_tetrahedron();

-- An edit that is neither a heartbeat (those count themselves) nor the evaluator's (that moves next_check_at) is stamped, and
-- makes the row due when it may matter, so that the next tick alerts or resolves.
-- Called by: trigger tetrahedrons_recheck, whose WHEN clause a heartbeat does not meet.
create or replace function private.recheck_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  if (new.last_heartbeat_at, new.stale_after, new.paused, new.created_at)
    is distinct from (old.last_heartbeat_at, old.stale_after, old.paused, old.created_at) then
    new.next_check_at := now();
  end if;
  return new;
end
$$;
comment on function private.recheck_tetrahedron() is 'Trigger: stamps a tetrahedron that was edited by hand, and makes it due.';
revoke all on function private.recheck_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_recheck on public.tetrahedrons;
create trigger tetrahedrons_recheck
  before update on public.tetrahedrons
  for each row
  when (new.heartbeat_count = old.heartbeat_count and new.next_check_at = old.next_check_at)
  execute function private.recheck_tetrahedron();

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

-- Makes the partitions of mesh_heartbeats for today and a week ahead, and drops what is past the retention. Heartbeats that went
-- to the default partition meanwhile move into the new one.
-- Each step gives up after a moment of waiting for its locks, since heartbeats queue up behind it: tomorrow is another night, and
-- the default partition holds until then.
-- API: private. Called by: the migration, and prune_history. Returns how many partitions were made and dropped.
create or replace function private.maintain_mesh_partitions(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
declare
  v_oldest_at timestamptz := maintain_mesh_partitions.now_at - private.get_interval_setting('mesh_heartbeats_retention');
  v_today date := (maintain_mesh_partitions.now_at at time zone 'UTC')::date;
  v_day date;
  v_partition text;
  v_made integer := 0;
  v_dropped integer := 0;
begin
  for v_day in select v_today + n from generate_series(0, 7) n loop
    v_partition := 'mesh_heartbeats_' || to_char(v_day, 'YYYYMMDD');
    continue when to_regclass('private.' || v_partition) is not null;
    begin
      -- Locked first: what came after the rows were moved would keep the new partition out.
      lock table private.mesh_heartbeats_default in access exclusive mode;
      execute format('create table private.%I (like public.mesh_heartbeats including defaults including constraints)', v_partition);
      execute format(
        'with moved as (
          delete from private.mesh_heartbeats_default d where d.created_at >= %2$L and d.created_at < %3$L returning d.*
        )
        insert into private.%1$I select m.* from moved m',
        v_partition, v_day || ' 00:00+00', v_day + 1 || ' 00:00+00'
      );
      execute format('alter table private.%I enable row level security', v_partition);
      execute format('revoke all on private.%I from public, anon, authenticated, service_role', v_partition);
      execute format('alter table public.mesh_heartbeats attach partition private.%I for values from (%L) to (%L)',
        v_partition, v_day || ' 00:00+00', v_day + 1 || ' 00:00+00');
      v_made := v_made + 1;
    exception
      when lock_not_available or deadlock_detected then
        raise warning 'heartbase: partition % was not made: %', v_partition, sqlerrm;
        exit;
    end;
  end loop;

  for v_partition in
    select c.relname
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.mesh_heartbeats'::regclass and c.relname ~ '^mesh_heartbeats_\d{8}$'
      and ((right(c.relname, 8)::date + 1)::timestamp at time zone 'UTC') <= v_oldest_at
    order by c.relname
  loop
    begin
      execute format('drop table private.%I', v_partition);
      v_dropped := v_dropped + 1;
    exception
      when lock_not_available or deadlock_detected then
        raise warning 'heartbase: partition % was not dropped: %', v_partition, sqlerrm;
        exit;
    end;
  end loop;
  delete from private.mesh_heartbeats_default d where d.created_at < v_oldest_at;
  return jsonb_build_object('made', v_made, 'dropped', v_dropped);
end
$$;
comment on function private.maintain_mesh_partitions(timestamptz) is
  'Makes partitions of mesh_heartbeats ahead and drops those past the retention; returns the counts.';
revoke all on function private.maintain_mesh_partitions(timestamptz) from public, anon, authenticated, service_role;

select private.maintain_mesh_partitions();

-- Alerts about tetrahedrons name them by id, and their vertices see, acknowledge and resolve them.
alter table public.guardian_alerts
  add column if not exists tetrahedron_id uuid references public.tetrahedrons (id) on delete set null;
comment on column public.guardian_alerts.tetrahedron_id is 'The tetrahedron that it is about; null for other subjects.';
create index if not exists guardian_alerts_tetrahedron_id_idx
  on public.guardian_alerts (tetrahedron_id) where tetrahedron_id is not null;
comment on index public.guardian_alerts_tetrahedron_id_idx is
  'Serves the alerts of a tetrahedron, the vertices'' row level security and the foreign key.';

drop policy if exists "Admins and owners read alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners and vertices read alerts" on public.guardian_alerts;
create policy "Admins, owners and vertices read alerts" on public.guardian_alerts
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  );
drop policy if exists "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts;
drop policy if exists "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts;
create policy "Admins, owners and vertices acknowledge and resolve alerts" on public.guardian_alerts
  for update to authenticated
  using (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  )
  with check (
    owner_id = (select auth.uid())
    or (select public.is_admin())
    or tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[(select auth.uid())::text])
  );

-- An alert about a tetrahedron may be written with its tetrahedron_id alone, or with the subject's columns alone.
-- Called by: trigger guardian_alerts_fill_tetrahedron.
create or replace function private.fill_alert_tetrahedron()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_name text;
begin
  if new.tetrahedron_id is null and new.subject_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select t.id into new.tetrahedron_id from public.tetrahedrons t where t.id = new.subject_id::uuid;
  end if;
  if new.tetrahedron_id is not null then
    new.subject_kind := 'tetrahedron';
    new.subject_id := new.tetrahedron_id::text;
    if new.subject_name is null then
      select t.name into v_name from public.tetrahedrons t where t.id = new.tetrahedron_id;
      -- Of one that is not there the foreign key speaks.
      new.subject_name := coalesce(v_name, new.subject_id);
    end if;
  end if;
  return new;
end
$$;
comment on function private.fill_alert_tetrahedron() is 'Trigger: completes the subject of an alert about a tetrahedron.';
revoke all on function private.fill_alert_tetrahedron() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_fill_tetrahedron on public.guardian_alerts;
create trigger guardian_alerts_fill_tetrahedron
  before insert on public.guardian_alerts
  for each row
  when (new.tetrahedron_id is not null or new.subject_kind = 'tetrahedron')
  execute function private.fill_alert_tetrahedron();

-- Open alerts end with the tetrahedron that they are about. Called by: trigger tetrahedrons_close_deleted.
-- SECURITY DEFINER: whoever may delete a tetrahedron need not be able to write alerts.
create or replace function private.close_deleted_tetrahedrons()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = greatest(now(), a.created_at), auto_resolved = true, resolution = 'The tetrahedron was deleted.'
  from old_tetrahedrons o
  where a.subject_kind = 'tetrahedron' and a.subject_id = o.id::text and a.resolved_at is null;
  return null;
end
$$;
comment on function private.close_deleted_tetrahedrons() is 'Trigger: resolves the alerts of deleted tetrahedrons.';
revoke all on function private.close_deleted_tetrahedrons() from public, anon, authenticated, service_role;

drop trigger if exists tetrahedrons_close_deleted on public.tetrahedrons;
create trigger tetrahedrons_close_deleted
  after delete on public.tetrahedrons
  referencing old table as old_tetrahedrons
  for each statement execute function private.close_deleted_tetrahedrons();

-- What is true of tetrahedrons at an instant: the one place that says when one is stale.
-- Stale: last_heartbeat_at < now_at - threshold, strictly; time during which the database was down does not count. The
-- threshold is the tetrahedron's own (stale_after), else the one given, else the setting mesh_stale_after.
-- One that was never heard is stale at once for whoever asks with a threshold; otherwise the threshold runs from its creation.
-- tetrahedron_ids: null for all. API: private. Called by: judge_tetrahedrons, check_mesh_heartbeats_and_alert.
create or replace function private.tetrahedron_verdicts(
  now_at timestamptz default now(),
  tetrahedron_ids uuid[] default null,
  threshold interval default null
)
returns table (
  id uuid, name text, last_heartbeat_at timestamptz, heartbeat_count bigint, own_threshold interval, threshold_used interval,
  repeat_after interval, paused boolean, deadline timestamptz, is_stale boolean, severity text, message text
)
language sql
stable
rows 100
set search_path = ''
as $$
  -- Materialized: read once, not once a row.
  with settings as materialized (
    select private.get_interval_setting('mesh_stale_after') as stale_after,
      private.get_interval_setting('alert_repeat_after') as repeat_after
  ),
  outages as materialized (
    select o.started_at, o.ended_at from private.recorded_outages() o
  ),
  tetrahedrons as (
    -- Two branches, of which one runs: by key for some, whatever the statistics say, or all of them.
    select k.* from unnest(tetrahedron_verdicts.tetrahedron_ids) n(id) join public.tetrahedrons k on k.id = n.id
    union all
    select k.* from public.tetrahedrons k where tetrahedron_verdicts.tetrahedron_ids is null
  )
  select t.id, t.name, t.last_heartbeat_at, t.heartbeat_count, t.stale_after, e.threshold, e.repeat_after, t.paused,
    e.heard_at + e.threshold + c.credit,
    not t.paused and (
      t.last_heartbeat_at is null and tetrahedron_verdicts.threshold is not null
      or e.heard_at < tetrahedron_verdicts.now_at - e.threshold - c.credit
    ),
    case when t.last_heartbeat_at < tetrahedron_verdicts.now_at - interval '24 hours' then 'critical' else 'warning' end,
    case
      when t.last_heartbeat_at is null then 'No heartbeat recorded for tetrahedron.'
      else format('Last heartbeat recorded at %s.',
        to_char(t.last_heartbeat_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    end
  from tetrahedrons t
  cross join lateral (
    select coalesce(t.stale_after, tetrahedron_verdicts.threshold, s.stale_after) as threshold, s.repeat_after,
      coalesce(t.last_heartbeat_at, t.created_at) as heard_at
    from settings s
  ) e
  cross join lateral (
    select coalesce(sum(least(o.ended_at, tetrahedron_verdicts.now_at) - greatest(o.started_at, e.heard_at)), interval '0')
      as credit
    from outages o
    where o.ended_at > e.heard_at and o.started_at < tetrahedron_verdicts.now_at
  ) c;
$$;
comment on function private.tetrahedron_verdicts(timestamptz, uuid[], interval) is
  'Tetrahedrons at an instant: threshold, deadline, whether they are stale, and how an alert would put it.';
revoke all on function private.tetrahedron_verdicts(timestamptz, uuid[], interval) from public, anon, authenticated, service_role;

-- Judges tetrahedrons whose rows the caller has locked: resolves, reminds of and opens their alerts, and sets when each is looked
-- at again. Set-based; returns how many were alerted about (opened or reminded).
--
-- An alert lasts until a heartbeat comes, whatever threshold opened it, so that checks with different thresholds do not undo each
-- other's alerts. One that a person resolved while the silence lasts comes back after the repeat interval, or at once when
-- somebody asks with a threshold.
-- API: private. Called by: evaluate_tetrahedrons, check_mesh_heartbeats_and_alert.
create or replace function private.judge_tetrahedrons(
  tetrahedron_ids uuid[],
  now_at timestamptz,
  threshold interval default null
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_reminded integer;
  v_opened integer;
begin
  with changed as (
    update public.guardian_alerts a
    -- A heartbeat's transaction may have begun before the alert that it ends was written.
    set resolved_at = case when v.lasts then null else greatest(judge_tetrahedrons.now_at, a.created_at) end,
        auto_resolved = not v.lasts,
        resolution = case
          when v.lasts then null
          when v.paused then 'The tetrahedron was paused.'
          else format('Tetrahedron "%s" is heard again.', v.name)
        end,
        reminder_count = a.reminder_count + v.lasts::integer,
        last_alerted_at = case when v.lasts then judge_tetrahedrons.now_at else a.last_alerted_at end
    from (
      select o.id, t.name, t.paused, (
          not t.paused
          and coalesce(t.last_heartbeat_at <= o.created_at, true)
          and coalesce(o.details -> 'heartbeat_count' = to_jsonb(t.heartbeat_count), true)
          -- Its own threshold was raised meanwhile.
          and not (t.own_threshold is not null and t.last_heartbeat_at is not null and not t.is_stale)
        ) as lasts,
        o.acknowledged_at is null and o.last_alerted_at <= judge_tetrahedrons.now_at - t.repeat_after as reminder_due
      from private.tetrahedron_verdicts(judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids) t
      join public.guardian_alerts o
        on o.subject_kind = 'tetrahedron' and o.subject_id = t.id::text and o.alert_type = 'mesh-degrading'
        and o.resolved_at is null
    ) v
    -- Open still: somebody may have resolved it by hand while this waited for them.
    where a.id = v.id and a.resolved_at is null and (not v.lasts or v.reminder_due)
    returning v.lasts
  )
  select count(*) filter (where c.lasts) into v_reminded from changed c;

  insert into public.guardian_alerts (
    subject_kind, subject_id, subject_name, tetrahedron_id, alert_type, severity, message, detected_at, created_at,
    last_alerted_at, details
  )
  select 'tetrahedron', t.id::text, t.name, t.id, 'mesh-degrading', t.severity, t.message,
    least(t.deadline, judge_tetrahedrons.now_at), judge_tetrahedrons.now_at, judge_tetrahedrons.now_at,
    jsonb_build_object(
      'tetrahedron_id', t.id, 'last_heartbeat_at', t.last_heartbeat_at, 'threshold', t.threshold_used,
      'heartbeat_count', t.heartbeat_count
    )
  from private.tetrahedron_verdicts(
    judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids, judge_tetrahedrons.threshold
  ) t
  where t.is_stale
    and (
      judge_tetrahedrons.threshold is not null
      or not exists (
        select from public.guardian_alerts a
        where a.subject_kind = 'tetrahedron' and a.subject_id = t.id::text and a.alert_type = 'mesh-degrading'
          and a.resolved_at is not null and not a.auto_resolved
          and a.details -> 'heartbeat_count' = to_jsonb(t.heartbeat_count)
          and a.last_alerted_at > judge_tetrahedrons.now_at - t.repeat_after
      )
    )
  on conflict (subject_kind, subject_id, alert_type) where resolved_at is null do nothing;
  get diagnostics v_opened = row_count;

  update public.tetrahedrons k
  set evaluation_error = null,
      next_check_at = case
        when t.paused then 'infinity'
        -- Never later than a heartbeat of now would have it: heartbeats leave next_check_at alone.
        else least(
          case when t.is_stale then 'infinity' else t.deadline end,
          case when a.next_at > judge_tetrahedrons.now_at then a.next_at end,
          judge_tetrahedrons.now_at + t.threshold_used
        )
      end
  from private.tetrahedron_verdicts(judge_tetrahedrons.now_at, judge_tetrahedrons.tetrahedron_ids) t
  cross join lateral (
    -- The next reminder, or the time from which a silence that somebody resolved by hand is told again.
    select max(a.last_alerted_at) + t.repeat_after as next_at
    from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = t.id::text and a.alert_type = 'mesh-degrading'
  ) a
  where k.id = t.id;

  return v_reminded + v_opened;
end
$$;
comment on function private.judge_tetrahedrons(uuid[], timestamptz, interval) is
  'Resolves, reminds of and opens the alerts of locked tetrahedrons; returns how many were alerted about.';
revoke all on function private.judge_tetrahedrons(uuid[], timestamptz, interval) from public, anon, authenticated, service_role;

-- Judges the tetrahedrons whose check is due. now_at: the instant to judge at. max_rows: at most so many. only_ids: these alone.
-- API: private. Called by: tick, record_mesh_heartbeat and follow_heartbeats (for those that were just heard).
-- Returns how many were alerted about.
create or replace function private.evaluate_tetrahedrons(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_ids uuid[] default null
)
returns integer
language sql
volatile
set search_path = ''
as $$
  select private.evaluate_due(
    'public.tetrahedrons', 'id', 'select private.judge_tetrahedrons($1::uuid[], $2)', evaluate_tetrahedrons.now_at,
    evaluate_tetrahedrons.max_rows, evaluate_tetrahedrons.only_ids::text[]
  );
$$;
comment on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) is
  'Judges due tetrahedrons and commits their alerts and notifications with it; returns how many were alerted about.';
revoke all on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) from public, anon, authenticated, service_role;

-- Ends the silence alerts of tetrahedrons that were just heard, whose rows the caller has locked. A failure of alerting fails no
-- heartbeat: the evaluator keeps the error, and tries again.
-- API: private. Called by: the recorders.
create or replace function private.follow_heartbeats(tetrahedron_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_troubled uuid[];
begin
  select array_agg(i.id) into v_troubled
  from unnest(follow_heartbeats.tetrahedron_ids) i(id)
  where exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = i.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
  );
  if v_troubled is not null then
    perform private.evaluate_tetrahedrons(now(), null, v_troubled);
  end if;
end
$$;
comment on function private.follow_heartbeats(uuid[]) is 'Resolves the silence alerts of tetrahedrons that were just heard.';
revoke all on function private.follow_heartbeats(uuid[]) from public, anon, authenticated, service_role;

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

-- Records a heartbeat of a tetrahedron: one HOT update, one insert, and a look at its open alerts.
-- src: what sent it, 1 to 200 characters. payload: any JSON of at most 10 kB.
-- API: service role, app_service, and signed-in vertices for their own tetrahedrons, through supabase.rpc or SQL.
-- Errors: invalid_source, invalid_payload (22023, HTTP 400), not_a_vertex (42501, HTTP 403), tetrahedron_not_found (404).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write last_heartbeat_at, or alerts.
create or replace function public.record_mesh_heartbeat(t_uuid uuid, src text, payload jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_source text := btrim(record_mesh_heartbeat.src, E' \t\r\n');
  v_payload jsonb := coalesce(record_mesh_heartbeat.payload, '{}');
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  if v_source is null or char_length(v_source) not between 1 and 200 or v_source ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_source',
      detail = 'A source has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass src, such as ''device-abc''.';
  end if;
  if octet_length(v_payload::text) > 10240 then
    raise exception using errcode = '22023', message = 'invalid_payload',
      detail = 'A payload is JSON of at most 10 kB (10240 bytes as text).',
      hint = 'Pass payload such as {"ping": true}, and keep large payloads elsewhere.';
  end if;
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller not in ('service_role', 'app_service', current_user)
    and not pg_has_role(v_caller, 'app_service', 'usage')
    and exists (
      select from public.tetrahedrons t
      where t.id = record_mesh_heartbeat.t_uuid and not coalesce((select auth.uid())::text = any (t.vertices), false)
    ) then
    raise exception using errcode = '42501', message = 'not_a_vertex',
      detail = 'Signed-in users record heartbeats of tetrahedrons that they are a vertex of.',
      hint = 'Sign in as one of its vertices, or record it with the secret key.';
  end if;

  update public.tetrahedrons t
  set last_heartbeat_at = case
        -- A heartbeat of a transaction that began before the last one does not turn the clock back.
        when t.last_heartbeat_at > now() and t.last_heartbeat_at <= clock_timestamp() then t.last_heartbeat_at
        else now()
      end,
      heartbeat_count = t.heartbeat_count + 1
  where t.id = record_mesh_heartbeat.t_uuid;
  if not found then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass t_uuid as an id of the table tetrahedrons.';
  end if;
  insert into public.mesh_heartbeats (tetrahedron_id, source, payload)
  values (record_mesh_heartbeat.t_uuid, v_source, v_payload);

  if exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'tetrahedron' and a.subject_id = record_mesh_heartbeat.t_uuid::text
      and a.alert_type = 'mesh-degrading' and a.resolved_at is null
  ) then
    perform private.evaluate_tetrahedrons(now(), 1, array[record_mesh_heartbeat.t_uuid]);
  end if;
end
$$;
comment on function public.record_mesh_heartbeat(uuid, text, jsonb) is
  'Records a heartbeat of a tetrahedron. Service role, app_service, and vertices for their own.';
revoke all on function public.record_mesh_heartbeat(uuid, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_mesh_heartbeat(uuid, text, jsonb) to authenticated, service_role, app_service;

-- Records a batch of heartbeats from a gateway: an array of {"t_uuid", "src", "payload"}, at most 10,000. Good elements are
-- stored whatever is wrong with others, and each bad one is reported by its index.
-- Returns {"recorded": count, "errors": [{"index", "code", "message", "detail"}]}.
-- Rows are locked in the order of their ids, so that two gateways with overlapping batches never deadlock.
-- API: service role, app_service. Errors: invalid_batch (22023, HTTP 400).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write last_heartbeat_at, or alerts.
create or replace function public.record_mesh_heartbeats(heartbeats jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
-- For any batch: a plan for the arrays at hand would take longer to make than it saves, and may read tables whole.
set plan_cache_mode = force_generic_plan
as $$
declare
  -- Of the elements that are well formed, side by side.
  v_indexes integer[];
  v_tetrahedron_ids uuid[];
  v_sources text[];
  v_payloads jsonb[];
  -- Of the others.
  v_bad_indexes integer[];
  v_problems text[];
  v_known uuid[];
  -- Heartbeats of a batch have neighbouring ids, the index in place of the last digits: they go to one page of the index.
  v_id_prefix text := left(gen_random_uuid()::text, 32);
  v_recorded integer;
  v_errors jsonb := '[]'::jsonb;
begin
  if jsonb_typeof(record_mesh_heartbeats.heartbeats) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'invalid_batch',
      detail = 'A batch is a JSON array.',
      hint = 'Pass heartbeats such as [{"t_uuid": "…", "src": "device-abc", "payload": {}}].';
  end if;
  if jsonb_array_length(record_mesh_heartbeats.heartbeats) > 10000 then
    raise exception using errcode = '22023', message = 'invalid_batch',
      detail = format('A batch has at most 10000 heartbeats; this one has %s.', jsonb_array_length(record_mesh_heartbeats.heartbeats)),
      hint = 'Send several batches.';
  end if;

  with elements as materialized (
    select e.position::integer - 1 as index, jsonb_typeof(e.heartbeat) as type, e.heartbeat ->> 't_uuid' as t_uuid,
      case when jsonb_typeof(e.heartbeat -> 'src') = 'string' then btrim(e.heartbeat ->> 'src', E' \t\r\n') end as source,
      coalesce(nullif(e.heartbeat -> 'payload', 'null'), '{}') as payload
    from jsonb_array_elements(record_mesh_heartbeats.heartbeats) with ordinality e(heartbeat, position)
  ),
  judged as materialized (
    select e.index, e.t_uuid, e.source, e.payload, case
      when e.type <> 'object' then 'invalid_heartbeat'
      -- 8-4-4-4-12 hexadecimal digits. One regular expression for all of it would take a fifth of the batch's time.
      when e.t_uuid is null or e.t_uuid not like '________-____-____-____-____________'
        or char_length(replace(e.t_uuid, '-', '')) <> 32 or e.t_uuid ~ '[^0-9A-Fa-f-]' then 'invalid_t_uuid'
      when coalesce(char_length(e.source), 0) not between 1 and 200 or e.source ~ '[[:cntrl:]]' then 'invalid_source'
      when octet_length(e.payload::text) > 10240 then 'invalid_payload'
    end as problem
    from elements e
  )
  select
    array_agg(j.index) filter (where j.problem is null), array_agg(j.t_uuid::uuid) filter (where j.problem is null),
    array_agg(j.source) filter (where j.problem is null), array_agg(j.payload) filter (where j.problem is null),
    array_agg(j.index) filter (where j.problem is not null), array_agg(j.problem) filter (where j.problem is not null)
  into v_indexes, v_tetrahedron_ids, v_sources, v_payloads, v_bad_indexes, v_problems
  from judged j;

  with known as (
    select t.id from public.tetrahedrons t where t.id = any (v_tetrahedron_ids) order by t.id for no key update
  )
  select array_agg(k.id) into v_known from known k;

  insert into public.mesh_heartbeats (id, tetrahedron_id, source, payload)
  select (v_id_prefix || lpad(to_hex(h.index), 4, '0'))::uuid, h.tetrahedron_id, h.source, h.payload
  from unnest(v_indexes, v_tetrahedron_ids, v_sources, v_payloads) h(index, tetrahedron_id, source, payload)
  join unnest(v_known) k(id) on k.id = h.tetrahedron_id;
  get diagnostics v_recorded = row_count;

  update public.tetrahedrons t
  set last_heartbeat_at = case
        when t.last_heartbeat_at > now() and t.last_heartbeat_at <= clock_timestamp() then t.last_heartbeat_at
        else now()
      end,
      heartbeat_count = t.heartbeat_count + h.count
  from (
    select k.id, count(*) as count
    from unnest(v_tetrahedron_ids) h(tetrahedron_id)
    -- Not one that was made since.
    join unnest(v_known) k(id) on k.id = h.tetrahedron_id
    group by k.id
  ) h
  where t.id = h.id;
  perform private.follow_heartbeats(v_known);

  if v_recorded < jsonb_array_length(record_mesh_heartbeats.heartbeats) then
    select jsonb_agg(
      jsonb_build_object(
        'index', e.index,
        'code', case e.problem when 'tetrahedron_not_found' then 'PT404' else '22023' end,
        'message', e.problem,
        'detail', case e.problem
          when 'invalid_heartbeat' then 'A heartbeat is an object.'
          when 'invalid_t_uuid' then 't_uuid is the id of a tetrahedron.'
          when 'invalid_source' then 'A source has 1 to 200 characters after trimming, and no control characters.'
          when 'invalid_payload' then 'A payload is JSON of at most 10 kB (10240 bytes as text).'
          else 'There is no tetrahedron with this id.'
        end
      ) order by e.index
    )
    into v_errors
    from (
      select b.index, b.problem from unnest(v_bad_indexes, v_problems) b(index, problem)
      union all
      select h.index, 'tetrahedron_not_found'
      from unnest(v_indexes, v_tetrahedron_ids) h(index, tetrahedron_id)
      left join unnest(v_known) k(id) on k.id = h.tetrahedron_id
      where k.id is null
    ) e;
  end if;
  return jsonb_build_object('recorded', v_recorded, 'errors', v_errors);
end
$$;
comment on function public.record_mesh_heartbeats(jsonb) is
  'Records a batch of heartbeats of tetrahedrons; reports bad elements by index. Service role and app_service only.';
revoke all on function public.record_mesh_heartbeats(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_mesh_heartbeats(jsonb) to service_role, app_service;

-- Looks for tetrahedrons that are silent for longer than a threshold, and opens an alert mesh-degrading for each that has none;
-- resolves the alerts of those that are heard again. Also runs by itself, every minute, with the setting mesh_stale_after.
-- threshold_minutes: 0 to 10 years; a tetrahedron's own stale_after comes first. p_tetrahedron_id: this one alone.
-- p_limit: at most so many silent ones, those without an alert first. p_dry_run: say what would be done, and do nothing.
-- Returns {"threshold_minutes", "dry_run", "found", "created", "resolved", "tetrahedrons": [{"tetrahedron_id", "name",
-- "last_heartbeat_at", "message", "severity", "alert_id", "created"}]}, of which at most 1000 are listed.
-- API: service role, app_service, cron jobs. Errors: invalid_threshold, invalid_limit (22023, HTTP 400), tetrahedron_not_found (404).
-- SECURITY DEFINER: the caller may have it looked without being allowed to write alerts.
create or replace function public.check_mesh_heartbeats_and_alert(
  threshold_minutes integer default 60,
  p_tetrahedron_id uuid default null,
  p_limit integer default null,
  p_dry_run boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_threshold interval;
  v_only uuid[] := case when p_tetrahedron_id is not null then array[p_tetrahedron_id] end;
  v_silent uuid[];
  v_alerted uuid[];
  v_locked uuid[];
  v_open uuid[];
  v_report jsonb;
  v_resolved integer := 0;
begin
  if threshold_minutes is null or threshold_minutes not between 0 and 5256000 then
    raise exception using errcode = '22023', message = 'invalid_threshold',
      detail = format('A threshold is 0 to 5256000 minutes (10 years), not %s.', coalesce(threshold_minutes::text, 'null')),
      hint = 'Pass threshold_minutes, such as 60.';
  end if;
  if p_limit < 1 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'A limit is at least 1, or null for none.', hint = 'Pass p_limit, such as 100.';
  end if;
  if p_tetrahedron_id is not null and not exists (select from public.tetrahedrons t where t.id = p_tetrahedron_id) then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass p_tetrahedron_id as an id of the table tetrahedrons, or null for all.';
  end if;
  v_threshold := make_interval(mins => threshold_minutes);

  select array_agg(s.id) into v_silent
  from (
    select v.id
    from private.tetrahedron_verdicts(now(), v_only, v_threshold) v
    left join public.guardian_alerts a
      on a.subject_kind = 'tetrahedron' and a.subject_id = v.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
    where v.is_stale
    order by a.id is not null, v.last_heartbeat_at nulls first, v.id
    limit p_limit
  ) s;
  select array_agg(a.id), array_agg(a.tetrahedron_id) into v_open, v_alerted
  from public.guardian_alerts a
  where a.subject_kind = 'tetrahedron' and a.alert_type = 'mesh-degrading' and a.resolved_at is null
    and a.tetrahedron_id is not null and (p_tetrahedron_id is null or a.tetrahedron_id = p_tetrahedron_id);

  if not p_dry_run and (v_silent is not null or v_alerted is not null) then
    -- What another evaluator or a heartbeat holds, it judges.
    with locked as (
      select t.id
      from public.tetrahedrons t
      where t.id = any (v_silent || v_alerted)
      order by t.id
      for no key update skip locked
    )
    select array_agg(l.id) into v_locked from locked l;
    if v_locked is not null then
      perform private.judge_tetrahedrons(v_locked, now(), v_threshold);
    end if;
    select count(*) into v_resolved
    from public.guardian_alerts a
    where a.id = any (v_open) and a.resolved_at is not null;
  end if;

  select jsonb_build_object(
    'threshold_minutes', threshold_minutes,
    'dry_run', p_dry_run,
    'found', count(*),
    'created', count(*) filter (where f.created),
    'resolved', v_resolved,
    'tetrahedrons', coalesce(jsonb_agg(jsonb_build_object(
      'tetrahedron_id', f.id, 'name', f.name, 'last_heartbeat_at', f.last_heartbeat_at, 'message', f.message,
      'severity', f.severity, 'alert_id', f.alert_id, 'created', f.created
    ) order by f.position) filter (where f.position <= 1000), '[]')
  )
  into v_report
  from (
    select s.position, v.id, v.name, v.last_heartbeat_at, v.message, coalesce(a.severity, v.severity) as severity,
      a.id as alert_id, a.id is not null and not a.id = any (coalesce(v_open, '{}')) as created
    from unnest(v_silent) with ordinality s(id, position)
    join private.tetrahedron_verdicts(now(), coalesce(v_silent, '{}'), v_threshold) v on v.id = s.id
    left join public.guardian_alerts a
      on a.subject_kind = 'tetrahedron' and a.subject_id = s.id::text and a.alert_type = 'mesh-degrading'
      and a.resolved_at is null
  ) f;
  return v_report;
end
$$;
comment on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean) is
  'Opens an alert for each tetrahedron that is silent for longer than the threshold. Service role and app_service only.';
revoke all on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.check_mesh_heartbeats_and_alert(integer, uuid, integer, boolean) to service_role, app_service;

-- A change of the setting that tetrahedrons follow makes them due.
-- Called by: trigger app_settings_recheck_tetrahedrons. SECURITY DEFINER: whoever may change settings need not be able to change
-- tetrahedrons.
create or replace function private.recheck_tetrahedrons_on_setting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if 'mesh_stale_after' in (new.key, old.key) then
    -- In the order of ids, as the recorders of batches.
    with following as (
      select t.id from public.tetrahedrons t where t.stale_after is null and not t.paused order by t.id for no key update
    )
    update public.tetrahedrons t set next_check_at = now() from following f where t.id = f.id;
  end if;
  return null;
end
$$;
comment on function private.recheck_tetrahedrons_on_setting() is
  'Trigger: makes tetrahedrons due when the setting that they follow changes.';
revoke all on function private.recheck_tetrahedrons_on_setting() from public, anon, authenticated, service_role;

drop trigger if exists app_settings_recheck_tetrahedrons on public.app_settings;
create trigger app_settings_recheck_tetrahedrons
  after insert or update or delete on public.app_settings
  for each row execute function private.recheck_tetrahedrons_on_setting();
