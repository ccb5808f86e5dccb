-- Built from supabase/schemas/10_alerts by npm run build:migrations. Edit there, not here.

-- Every trouble of every kind of subject: opens, may be acknowledged, resolves. The row is the event: triggers on it write the
-- notifications, so that a change of state and its messages commit together, whoever made the change.
create table if not exists public.guardian_alerts (
  id uuid primary key default gen_random_uuid(),
  subject_kind text not null default 'service' constraint guardian_alerts_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text not null,
  subject_name text not null,
  owner_id uuid references auth.users (id) on delete cascade,
  alert_type text not null,
  severity text not null constraint guardian_alerts_severity_known check (severity in ('info', 'warning', 'critical')),
  message text not null,
  details jsonb not null default '{}',
  detected_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_alerted_at timestamptz not null default now(),
  reminder_count integer not null default 0,
  acknowledged_at timestamptz,
  acknowledged_by uuid references auth.users (id) on delete set null,
  resolved_at timestamptz,
  auto_resolved boolean not null default false,
  resolution text,
  resolved_details jsonb
);
comment on table public.guardian_alerts is 'Alerts about subjects. Admins see all, owners their own.';
comment on column public.guardian_alerts.id is 'Identifier of the alert.';
comment on column public.guardian_alerts.subject_kind is 'job, tetrahedron, machine, tenant or service.';
comment on column public.guardian_alerts.subject_id is 'Key of the subject within its kind, such as a job name.';
comment on column public.guardian_alerts.subject_name is 'Name of the subject as people know it.';
comment on column public.guardian_alerts.owner_id is 'User whose channels hear of it; null for the project''s own channels.';
comment on column public.guardian_alerts.alert_type is 'What is wrong, such as job-stale or job-failing.';
comment on column public.guardian_alerts.severity is 'info, warning or critical.';
comment on column public.guardian_alerts.message is 'One sentence for people. Never changes after the alert opened.';
comment on column public.guardian_alerts.details is 'Facts at the time it opened. Never changes, so that a resent message stays the same.';
comment on column public.guardian_alerts.detected_at is 'When the trouble began: the deadline that passed.';
comment on column public.guardian_alerts.created_at is 'When the row was written.';
comment on column public.guardian_alerts.last_alerted_at is 'When the opening or the latest reminder was enqueued.';
comment on column public.guardian_alerts.reminder_count is 'Reminders so far; the slot of the latest one.';
comment on column public.guardian_alerts.acknowledged_at is 'When somebody took it on: no reminders after that.';
comment on column public.guardian_alerts.acknowledged_by is 'Who took it on.';
comment on column public.guardian_alerts.resolved_at is 'When it ended; null while open.';
comment on column public.guardian_alerts.auto_resolved is 'True when the subject came back by itself.';
comment on column public.guardian_alerts.resolution is 'Why it ended, one sentence.';
comment on column public.guardian_alerts.resolved_details is
  'Facts at the time the subject came back, in the form of details; null when it ended otherwise.';

create unique index if not exists guardian_alerts_open_idx
  on public.guardian_alerts (subject_kind, subject_id, alert_type) where resolved_at is null;
comment on index public.guardian_alerts_open_idx is
  'At most one open alert per subject and type; serves every look-up of a subject''s open alerts.';
create index if not exists guardian_alerts_subject_kind_subject_id_idx
  on public.guardian_alerts (subject_kind, subject_id, created_at desc);
comment on index public.guardian_alerts_subject_kind_subject_id_idx is 'Serves a subject''s history, newest first.';
create index if not exists guardian_alerts_created_at_idx on public.guardian_alerts (created_at desc);
comment on index public.guardian_alerts_created_at_idx is 'Serves healthcheck_recent_alerts.';
create index if not exists guardian_alerts_last_alerted_at_idx
  on public.guardian_alerts (last_alerted_at desc) where resolved_at is null;
comment on index public.guardian_alerts_last_alerted_at_idx is 'Serves the open alerts of healthcheck_recent_alerts, latest first.';
create index if not exists guardian_alerts_resolved_at_idx
  on public.guardian_alerts (resolved_at) where resolved_at is not null;
comment on index public.guardian_alerts_resolved_at_idx is 'Serves prune_history.';
create index if not exists guardian_alerts_owner_id_idx on public.guardian_alerts (owner_id) where owner_id is not null;
comment on index public.guardian_alerts_owner_id_idx is 'Serves the owner''s row level security and the foreign key.';
create index if not exists guardian_alerts_acknowledged_by_idx
  on public.guardian_alerts (acknowledged_by) where acknowledged_by is not null;
comment on index public.guardian_alerts_acknowledged_by_idx is 'Serves the foreign key.';

alter table public.guardian_alerts enable row level security;
revoke all on public.guardian_alerts from public, anon, authenticated, service_role;
grant select on public.guardian_alerts to authenticated;
grant update (acknowledged_at, acknowledged_by, resolved_at, resolution) on public.guardian_alerts to authenticated;
grant select, insert, update, delete on public.guardian_alerts to service_role;

drop policy if exists "Admins and owners read alerts" on public.guardian_alerts;
create policy "Admins and owners read alerts" on public.guardian_alerts
  for select to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()));
drop policy if exists "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts;
create policy "Admins and owners acknowledge and resolve alerts" on public.guardian_alerts
  for update to authenticated
  using (owner_id = (select auth.uid()) or (select public.is_admin()))
  with check (owner_id = (select auth.uid()) or (select public.is_admin()));

-- Takes an open alert on: no more reminders about it. Its recovery is still told.
-- API: admins, owners of the alert, the service role. Runs as the caller: row level security decides which alerts exist.
create or replace function public.acknowledge_alert(p_alert_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set acknowledged_at = coalesce(a.acknowledged_at, now()),
      acknowledged_by = coalesce(a.acknowledged_by, (select auth.uid()))
  where a.id = p_alert_id and a.resolved_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may see.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
end
$$;
comment on function public.acknowledge_alert(uuid) is
  'Acknowledges an open alert, which ends its reminders. PT404 when there is none.';
revoke all on function public.acknowledge_alert(uuid) from public, anon, authenticated, service_role;
grant execute on function public.acknowledge_alert(uuid) to authenticated, service_role;

-- Ends an open alert by hand; whoever heard of it hears that it ended. A subject still in trouble opens a new alert once the
-- repeat interval has passed.
-- API: admins, owners of the alert, the service role. Runs as the caller: row level security decides which alerts exist.
create or replace function public.resolve_alert(p_alert_id uuid, p_note text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.guardian_alerts a
  set resolved_at = now(), resolution = coalesce(left(nullif(btrim(p_note), ''), 500), 'Resolved by hand.')
  where a.id = p_alert_id and a.resolved_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may see.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
end
$$;
comment on function public.resolve_alert(uuid, text) is
  'Resolves an open alert by hand, with a note of at most 500 characters. PT404 when there is none.';
revoke all on function public.resolve_alert(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.resolve_alert(uuid, text) to authenticated, service_role;

-- What people may do to an alert by hand is acknowledge it and resolve it, each once and now: a resolved alert stays resolved, since
-- its recovery was told, and signed-in users cannot choose the time, the person, or a text without end.
-- Called by: triggers on guardian_alerts.

create or replace function private.keep_alert_resolved()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception using errcode = '55000', message = 'alert_is_resolved',
    detail = 'A resolved alert cannot be opened or resolved again.',
    hint = 'Trouble that is still there opens a new alert by itself.';
end
$$;
comment on function private.keep_alert_resolved() is 'Trigger: refuses to reopen a resolved alert.';
revoke all on function private.keep_alert_resolved() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_keep_resolved on public.guardian_alerts;
create trigger guardian_alerts_keep_resolved
  before update on public.guardian_alerts
  for each row
  when (old.resolved_at is not null and new.resolved_at is distinct from old.resolved_at)
  execute function private.keep_alert_resolved();

-- Makes what a signed-in user does to an alert theirs, and now, whatever they wrote. What nobody signed in wrote stands.
-- Called by: triggers on guardian_alerts.
create or replace function private.stamp_alert_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.acknowledged_at := case when new.acknowledged_at is not null then coalesce(old.acknowledged_at, now()) end;
  new.acknowledged_by := case
    when new.acknowledged_at is null then null
    when old.acknowledged_at is null then (select auth.uid())
    else old.acknowledged_by
  end;
  if new.resolved_at is not null and old.resolved_at is null then
    new.resolved_at := now();
    new.resolution := left(coalesce(nullif(btrim(new.resolution), ''), 'Resolved by hand.'), 500);
  else
    new.resolution := old.resolution;
  end if;
  return new;
end
$$;
comment on function private.stamp_alert_edit() is 'Trigger: a signed-in user''s acknowledgement or resolution is theirs, and now.';
revoke all on function private.stamp_alert_edit() from public, anon, authenticated, service_role;

drop trigger if exists guardian_alerts_stamp_edit on public.guardian_alerts;
create trigger guardian_alerts_stamp_edit
  before update on public.guardian_alerts
  for each row
  when (current_user = 'authenticated')
  execute function private.stamp_alert_edit();

-- What every evaluator does: locks subjects whose check is due, or the ones asked for, and has them judged in one transaction with
-- the alerts and notifications that follow. Rows that another evaluator or a heartbeat holds are skipped: it will judge them, or
-- the next look will.
--
-- Rows are locked in the order of their keys, as recorders of several lock them: SKIP LOCKED skips a row that is locked, but waits
-- for one that is being updated while others share a lock on it, and whoever waits must hold nothing that comes later.
-- Somebody's open transaction costs a moment of waiting, after which the rows are locked one by one, and what cannot be had is
-- left to the next look.
--
-- A batch that raises is judged row by row; a row that raises is pushed on by an hour with its error kept, or by a minute when
-- the error will pass by itself, so that one bad row never stops the others.
-- subjects: the table, with its columns next_check_at and evaluation_error. key_column: its primary key.
-- judge: SQL that judges, with $1 the keys as text[] and $2 the instant; it returns how many were alerted about.
-- only_keys: these alone, whether due or not.
-- API: private. Called by: the evaluators of each kind, whose names and bounds are fixed.
create or replace function private.evaluate_due(
  subjects regclass,
  key_column name,
  judge text,
  now_at timestamptz,
  max_rows integer,
  only_keys text[] default null
)
returns integer
language plpgsql
set search_path = ''
-- Somebody else's open transaction must not hold up everybody, nor a heartbeat.
set lock_timeout = '1s'
as $$
declare
  v_type text;
  v_due text[];
  v_locked text[] := array[]::text[];
  v_key text;
  v_found text;
  v_passed integer := 0;
  v_count integer;
  v_alerted integer := 0;
begin
  select format_type(a.atttypid, null) into v_type
  from pg_catalog.pg_attribute a
  where a.attrelid = evaluate_due.subjects and a.attname = evaluate_due.key_column;

  -- What is due the longest, and where others hold all of it, what is due next. Nothing is held meanwhile.
  loop
    if evaluate_due.only_keys is null then
      execute format(
        'select array_agg(d.key::text)
        from (select s.%I as key from %s s where s.next_check_at <= $1 order by s.next_check_at limit $2 offset $3) d',
        evaluate_due.key_column, evaluate_due.subjects
      ) into v_due using evaluate_due.now_at, evaluate_due.max_rows, v_passed;
    else
      v_due := evaluate_due.only_keys;
    end if;
    if coalesce(cardinality(v_due), 0) = 0 then
      return 0;
    end if;

    begin
      execute format(
        'with locked as (
          select s.%1$I as key
          from unnest($1::%3$s[]) i(key)
          join %2$s s on s.%1$I = i.key
          where $2 or s.next_check_at <= $3
          order by s.%1$I
          for no key update of s skip locked
        )
        select coalesce(array_agg(l.key::text), ''{}'') from locked l',
        evaluate_due.key_column, evaluate_due.subjects, v_type
      ) into v_locked using v_due, evaluate_due.only_keys is not null, evaluate_due.now_at;
    exception
      when lock_not_available or deadlock_detected then
        perform set_config('lock_timeout', '20ms', true);
        foreach v_key in array v_due loop
          begin
            execute format(
              'select s.%1$I::text from %2$s s where s.%1$I = $1::%3$s and ($2 or s.next_check_at <= $3) for no key update skip locked',
              evaluate_due.key_column, evaluate_due.subjects, v_type
            ) into v_found using v_key, evaluate_due.only_keys is not null, evaluate_due.now_at;
            if v_found is not null then
              v_locked := v_locked || v_found;
            end if;
          exception
            when lock_not_available or deadlock_detected then
              continue;
          end;
        end loop;
    end;
    exit when cardinality(v_locked) > 0 or evaluate_due.only_keys is not null or cardinality(v_due) < evaluate_due.max_rows;
    v_passed := v_passed + evaluate_due.max_rows;
  end loop;
  if cardinality(v_locked) = 0 then
    return 0;
  end if;

  if cardinality(v_locked) > 1 then
    begin
      execute evaluate_due.judge into v_alerted using v_locked, evaluate_due.now_at;
      return v_alerted;
    exception
      when others then
        raise warning 'heartbase: evaluating % of % at once failed (%), going on one by one',
          cardinality(v_locked), evaluate_due.subjects, sqlerrm;
        v_alerted := 0;
        -- Whoever holds many alerts has had their second.
        perform set_config('lock_timeout', '20ms', true);
    end;
  end if;

  foreach v_key in array v_locked loop
    begin
      execute evaluate_due.judge into v_count using array[v_key], evaluate_due.now_at;
      v_alerted := v_alerted + v_count;
    exception
      when others then
        execute format(
          'update %2$s s set next_check_at = $2, evaluation_error = $3 where s.%1$I = $1::%3$s',
          evaluate_due.key_column, evaluate_due.subjects, v_type
        ) using v_key, evaluate_due.now_at + case
          -- Rolled back, out of resources, locked, shut down: states that pass.
          when left(sqlstate, 2) in ('40', '53', '55', '57') then interval '1 minute'
          else interval '1 hour'
        end, left(sqlstate || ' ' || sqlerrm, 500);
    end;
  end loop;
  return v_alerted;
end
$$;
comment on function private.evaluate_due(regclass, name, text, timestamptz, integer, text[]) is
  'Locks due subjects and has them judged, one bad row never stopping the others; returns how many were alerted about.';
revoke all on function private.evaluate_due(regclass, name, text, timestamptz, integer, text[])
  from public, anon, authenticated, service_role;

-- When nobody is told of which alerts: a maintenance, a known trouble, an alert that is snoozed. An alert under a silence opens as
-- ever; its messages wait until the silence ends. One matches an alert when all of its matchers that are not null do, and the alert
-- is in its scope: a user's own alerts, a tenant's, or all when it is the project's. In force from starts_at on, until just before
-- ends_at. Written by create_silence(), snooze_alert() and end_silence(); edits by hand work at once too.
create table if not exists public.silences (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid references auth.users (id) on delete cascade,
  alert_id uuid references public.guardian_alerts (id) on delete cascade,
  subject_kind text constraint silences_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text constraint silences_subject_id_length check (char_length(subject_id) between 1 and 500),
  alert_type text constraint silences_alert_type_length check (char_length(alert_type) between 1 and 200),
  reason text constraint silences_reason_length check (char_length(reason) between 1 and 500),
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null,
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint silences_at_most_a_year check (
    isfinite(starts_at) and isfinite(ends_at) and ends_at > starts_at and ends_at - starts_at <= interval '366 days'
  )
);
comment on table public.silences is 'When nobody is told of which alerts. What a silence holds is sent when it ends.';
comment on column public.silences.id is 'Identifier of the silence.';
comment on column public.silences.owner_id is 'User whose own alerts it covers; null for the project''s and for tenants'' silences.';
comment on column public.silences.alert_id is 'The one alert that it covers, which is snoozed; null for any.';
comment on column public.silences.subject_kind is 'Kind of subject that it covers; null for all.';
comment on column public.silences.subject_id is 'Key of the subject that it covers, or the beginning of keys when it ends with *; null for all.';
comment on column public.silences.alert_type is 'Type of alert that it covers, such as job-stale; null for all.';
comment on column public.silences.reason is 'Why, for people.';
comment on column public.silences.starts_at is 'From when on it holds messages.';
comment on column public.silences.ends_at is 'From when on it does not any more.';
comment on column public.silences.created_by is 'Who made it; null for the service role and SQL, and once the user is gone.';
comment on column public.silences.created_at is 'When it was made.';

create index if not exists silences_ends_at_idx on public.silences (ends_at);
comment on index public.silences_ends_at_idx is 'Serves silences_in_force, once an event, and prune_history.';
create index if not exists silences_owner_id_idx on public.silences (owner_id) where owner_id is not null;
comment on index public.silences_owner_id_idx is 'Serves the owner''s row level security and the foreign key.';
create index if not exists silences_alert_id_idx on public.silences (alert_id) where alert_id is not null;
comment on index public.silences_alert_id_idx is 'Serves snoozing an alert anew, and the foreign key.';
create index if not exists silences_created_by_idx on public.silences (created_by) where created_by is not null;
comment on index public.silences_created_by_idx is 'Serves the limit for each user, and the foreign key.';

alter table public.silences enable row level security;
revoke all on public.silences from public, anon, authenticated, service_role;
grant select on public.silences to authenticated;
grant select, insert, update, delete on public.silences to service_role;

-- Whoever sees an alert sees that it is snoozed.
drop policy if exists "Admins and owners read silences" on public.silences;
create policy "Admins and owners read silences" on public.silences
  for select to authenticated
  using (
    owner_id = (select auth.uid()) or (select public.is_admin())
    or alert_id in (select a.id from public.guardian_alerts a)
  );

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

-- Which of these silences covers which of these alerts, whatever the time: for each alert that any covers, the one that ends last.
-- API: private. Called by: messages_about, hold_notifications, silenced_alerts.
create or replace function private.silences_over(silence_ids uuid[], alert_ids uuid[])
returns table (alert_id uuid, silence_id uuid, ends_at timestamptz)
language plpgsql
stable
rows 1000
set search_path = ''
-- Planned for the size of each call: a cached plan for a few silences is quadratic for many.
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return query
  with silences as materialized (
    select s.id as silence_id, s.ends_at, s.alert_id as snoozed_id, s.owner_id, s.tenant_id, s.subject_kind, s.subject_id, s.alert_type,
      case when right(s.subject_id, 1) = '*' then left(s.subject_id, -1) end as prefix
    from unnest(silences_over.silence_ids) i(id)
    join public.silences s on s.id = i.id
  ),
  alerts as materialized (
    select a.id, a.owner_id as of_owner, a.tenant_id as of_tenant, a.subject_kind as of_kind, a.subject_id as of_subject,
      a.alert_type as of_type
    from unnest(silences_over.alert_ids) i(id)
    join public.guardian_alerts a on a.id = i.id
    where a.alert_type <> 'test'
  ),
  -- By key where there is one: in a storm, many silences of one subject each are hashed, not compared with every alert.
  pairs as (
    select s.*, a.*
    from silences s
    join alerts a on a.id = s.snoozed_id
    union all
    select s.*, a.*
    from silences s
    join alerts a on a.of_subject = s.subject_id
    where s.snoozed_id is null and s.prefix is null
    union all
    select s.*, a.*
    from silences s
    cross join alerts a
    where s.snoozed_id is null and (s.subject_id is null or s.prefix is not null)
  )
  select distinct on (p.id) p.id, p.silence_id, p.ends_at
  from pairs p
  where (p.owner_id is null or p.owner_id = p.of_owner)
    and (p.tenant_id is null or p.tenant_id = p.of_tenant)
    and (p.subject_kind is null or p.subject_kind = p.of_kind)
    and (p.subject_id is null or p.subject_id = p.of_subject or starts_with(p.of_subject, p.prefix))
    and (p.alert_type is null or p.alert_type = p.of_type)
  order by p.id, p.ends_at desc, p.silence_id;
end
$$;
comment on function private.silences_over(uuid[], uuid[]) is
  'Which of these silences covers which of these alerts; of several, the one that ends last.';
revoke all on function private.silences_over(uuid[], uuid[]) from public, anon, authenticated, service_role;

-- The open alerts that are under a silence at an instant, and until when.
-- SECURITY DEFINER: whoever sees an alert may know that it is silenced, also by a silence of the project that they do not see.
-- API: private. Called by: the views silenced_alerts and healthcheck_suppressed_jobs, which show each user their alerts alone.
create or replace function private.silenced_alerts(now_at timestamptz default now())
returns table (alert_id uuid, silence_id uuid, ends_at timestamptz)
language plpgsql
stable
security definer
rows 100
set search_path = ''
as $$
declare
  v_silence_ids uuid[] := array(
    select s.id from public.silences s where s.ends_at > silenced_alerts.now_at and s.starts_at <= silenced_alerts.now_at
  );
begin
  if cardinality(v_silence_ids) > 0 then
    return query select o.alert_id, o.silence_id, o.ends_at
    from private.silences_over(
      v_silence_ids, array(select a.id from public.guardian_alerts a where a.resolved_at is null)
    ) o;
  end if;
end
$$;
comment on function private.silenced_alerts(timestamptz) is 'Open alerts under a silence, with the silence and its end.';
revoke all on function private.silenced_alerts(timestamptz) from public, anon, authenticated, service_role;
grant execute on function private.silenced_alerts(timestamptz) to authenticated, service_role;

-- Open alerts under a silence, of those that the caller sees: row level security applies.
-- API: signed-in users, the service role. Called by: the Operator Panel.
create or replace view public.silenced_alerts with (security_invoker = true) as
select a.id as alert_id, s.silence_id, s.ends_at as silenced_until
from private.silenced_alerts() s
join public.guardian_alerts a on a.id = s.alert_id;
comment on view public.silenced_alerts is 'Open alerts under a silence: which, and until when their messages wait.';
revoke all on public.silenced_alerts from public, anon, authenticated, service_role;
grant select on public.silenced_alerts to authenticated, service_role;

-- Makes a silence: the project's for admins and the project itself, otherwise the caller's own or a tenant's.
-- A start that has passed is now: nothing is silenced in hindsight.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is.
-- API: private. Called by: public.create_silence.
create or replace function private.add_silence(
  p_ends_at timestamptz, p_for interval, p_subject_kind text, p_subject_id text, p_alert_type text, p_tenant_id text, p_reason text,
  p_starts_at timestamptz
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_is_project boolean := private.is_project_call() or public.is_admin();
  v_user_id uuid := (select auth.uid());
  v_tenant_id text := nullif(btrim(p_tenant_id), '');
  v_starts_at timestamptz := greatest(p_starts_at, now());
  v_ends_at timestamptz;
  v_silence public.silences;
begin
  if not v_is_project then
    if v_user_id is null then
      raise exception using errcode = '42501', message = 'not_signed_in',
        detail = 'Silences are made by signed-in users, each for their own alerts.', hint = 'Sign in, or use the secret key.';
    end if;
    if v_tenant_id is not null and not private.is_tenant_member(v_tenant_id, '{owner,admin}') then
      raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
        detail = 'Owners and admins of a tenant silence its alerts.', hint = 'Ask one of them, or snooze a single alert.';
    end if;
  end if;
  if v_tenant_id is not null and not exists (select from public.tenants t where t.id = v_tenant_id) then
    raise exception using errcode = 'PT404', message = 'tenant_not_found',
      detail = 'There is no tenant with this id.', hint = 'Pass p_tenant_id as an id of the table tenants.';
  end if;
  if num_nonnulls(p_ends_at, p_for) <> 1 then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'A silence has an end: either p_ends_at, or p_for.', hint = 'Pass p_for such as ''2 hours''.';
  end if;
  v_ends_at := coalesce(p_ends_at, v_starts_at + p_for);
  -- Before the differences: those of infinite times are errors in older versions of Postgres.
  if not isfinite(v_starts_at) or not isfinite(v_ends_at) or v_ends_at <= v_starts_at or v_ends_at - v_starts_at > interval '366 days'
    or v_starts_at - now() > interval '366 days' then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'A silence ends after it starts and after now, and neither waits nor lasts longer than a year.',
      hint = 'Pass p_for such as ''2 hours'', or p_ends_at such as now() + interval ''2 hours''.';
  end if;
  if p_subject_kind not in ('job', 'tetrahedron', 'machine', 'tenant', 'service') then
    raise exception using errcode = '22023', message = 'invalid_subject_kind',
      detail = format('%L is not a kind of subject.', left(p_subject_kind, 100)),
      hint = 'Use job, tetrahedron, machine, tenant or service, or leave it out for all.';
  end if;
  if char_length(p_subject_id) > 500 or char_length(p_alert_type) > 200 or char_length(p_reason) > 500 then
    raise exception using errcode = '22023', message = 'silence_too_long',
      detail = 'A subject''s key and a reason have at most 500 characters, a type of alert 200.', hint = 'Shorten them.';
  end if;
  perform private.limit_silences(v_user_id);

  insert into public.silences (owner_id, tenant_id, subject_kind, subject_id, alert_type, reason, starts_at, ends_at, created_by)
  values (
    case when not v_is_project and v_tenant_id is null then v_user_id end, v_tenant_id, p_subject_kind, nullif(p_subject_id, ''),
    nullif(btrim(p_alert_type), ''), nullif(btrim(p_reason), ''), v_starts_at, v_ends_at, v_user_id
  )
  returning * into v_silence;
  return to_jsonb(v_silence);
end
$$;
comment on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz) is
  'Makes a silence of the project, of a tenant or of the caller''s own; the row as jsonb.';
revoke all on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function private.add_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  to authenticated, service_role;

-- Refuses a signed-in user the 201st silence that has not ended or is of the last day: each is compared with every alert.
-- API: private. Called by: add_silence, snooze.
create or replace function private.limit_silences(user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if (
    select count(*) >= 200
    from public.silences s
    where s.created_by = limit_silences.user_id and (s.ends_at > now() or s.created_at > now() - interval '1 day')
  ) then
    raise exception using errcode = 'PT409', message = 'too_many_silences',
      detail = 'A user may have 200 silences that have not ended or were made in the last day.',
      hint = 'End some, or make one that covers more: a kind of subject, or keys that begin alike.';
  end if;
end
$$;
comment on function private.limit_silences(uuid) is 'Refuses a user more silences than anybody needs.';
revoke all on function private.limit_silences(uuid) from public, anon, authenticated, service_role;

-- Silences alerts until p_ends_at, or for p_for from p_starts_at (now) on: all in the caller's scope, or those that match what is
-- given. p_subject_id: the key of a subject, or the beginning of keys with * at its end. Their messages wait until the end.
-- API: admins and the service role for any alert, owners and admins of a tenant with p_tenant_id for the tenant's, signed-in users
-- for their own. Answers with the row.
-- Errors: invalid_silence_time, invalid_subject_kind, silence_too_long (22023, HTTP 400), not_signed_in, not_an_admin_of_the_tenant
-- (42501, 403), tenant_not_found (404), too_many_silences (409).
create or replace function public.create_silence(
  p_ends_at timestamptz default null,
  p_for interval default null,
  p_subject_kind text default null,
  p_subject_id text default null,
  p_alert_type text default null,
  p_tenant_id text default null,
  p_reason text default null,
  p_starts_at timestamptz default null
)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.add_silence(p_ends_at, p_for, p_subject_kind, p_subject_id, p_alert_type, p_tenant_id, p_reason, p_starts_at);
$$;
comment on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz) is
  'Silences alerts until p_ends_at, or for p_for; their messages wait until then. Answers with the row.';
revoke all on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.create_silence(timestamptz, interval, text, text, text, text, text, timestamptz)
  to authenticated, service_role;

-- Silences one open alert, for whoever may acknowledge it. Snoozing it again counts from then on, instead of adding to what was.
-- The snooze is of the scope by which the caller may: their own, their tenant's, or the project's.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is. API: private. Called by: snooze_alert.
create or replace function private.snooze(p_alert_id uuid, p_for interval)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_is_project boolean := private.is_project_call() or public.is_admin();
  v_alert public.guardian_alerts;
  v_silence public.silences;
begin
  select a.* into v_alert
  from public.guardian_alerts a
  where a.id = p_alert_id and a.resolved_at is null
    and (
      v_is_project
      or a.owner_id = v_user_id
      or a.tenant_id in (select private.caller_tenants('{owner,admin,member}'))
      or a.tetrahedron_id in (select t.id from public.tetrahedrons t where t.vertices @> array[v_user_id::text])
    );
  if not found then
    raise exception using errcode = 'PT404', message = 'alert_not_found',
      detail = 'There is no open alert with this id that you may snooze.',
      hint = 'List open alerts with: select id, message from guardian_alerts where resolved_at is null;';
  end if;
  if p_for is null or p_for <= interval '0' or p_for > interval '366 days' then
    raise exception using errcode = '22023', message = 'invalid_silence_time',
      detail = 'An alert is snoozed for more than no time, and for at most a year.', hint = 'Pass p_for such as ''1 hour''.';
  end if;

  update public.silences s
  set ends_at = now() + p_for
  where s.id = (
    select o.id
    from public.silences o
    where o.alert_id = p_alert_id and o.created_by is not distinct from v_user_id and o.starts_at <= now() and o.ends_at > now()
      and num_nonnulls(o.subject_kind, o.subject_id, o.alert_type) = 0
    order by o.ends_at desc
    limit 1
  )
  returning s.* into v_silence;
  if not found then
    perform private.limit_silences(v_user_id);
    insert into public.silences (owner_id, tenant_id, alert_id, ends_at, created_by)
    values (
      case when not v_is_project and v_alert.owner_id = v_user_id then v_user_id end,
      case when not v_is_project and v_alert.owner_id is distinct from v_user_id then (
        select t from private.caller_tenants('{owner,admin,member}') t where t = v_alert.tenant_id
      ) end,
      p_alert_id, now() + p_for, v_user_id
    )
    returning * into v_silence;
  end if;
  return to_jsonb(v_silence);
end
$$;
comment on function private.snooze(uuid, interval) is 'Silences one open alert for whoever may acknowledge it; the silence as jsonb.';
revoke all on function private.snooze(uuid, interval) from public, anon, authenticated, service_role;
grant execute on function private.snooze(uuid, interval) to authenticated, service_role;

-- Nobody is told of an open alert for a while: what is not sent yet waits, and reminders do. Its end is told to whoever heard of it.
-- API: admins, owners of the alert, vertices of its tetrahedron, members of its tenant but viewers, the service role.
-- Errors: alert_not_found (404), invalid_silence_time (22023, HTTP 400), too_many_silences (409).
create or replace function public.snooze_alert(p_alert_id uuid, p_for interval default '1 hour')
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select private.snooze(p_alert_id, p_for);
$$;
comment on function public.snooze_alert(uuid, interval) is
  'Silences an open alert for a while; snoozing it again counts from then on. Answers with the silence. PT404 when there is none.';
revoke all on function public.snooze_alert(uuid, interval) from public, anon, authenticated, service_role;
grant execute on function public.snooze_alert(uuid, interval) to authenticated, service_role;

-- Ends a silence now; one that has not begun, or begins in this instant, never was. False when it had ended already.
-- SECURITY DEFINER: users may not write silences; it decides by itself who the caller is. API: private. Called by: end_silence.
create or replace function private.finish_silence(p_silence_id uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
  v_silence public.silences;
begin
  select s.* into v_silence
  from public.silences s
  where s.id = p_silence_id
    and (
      private.is_project_call()
      or public.is_admin()
      or s.owner_id = v_user_id
      or s.tenant_id in (select private.caller_tenants('{owner,admin}'))
      -- A snooze: members end those of their tenant, and a vertex its own.
      or s.alert_id is not null and (
        s.tenant_id in (select private.caller_tenants('{member}'))
        or s.created_by = v_user_id and num_nonnulls(s.owner_id, s.tenant_id) = 0
      )
    )
  for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'silence_not_found',
      detail = 'There is no silence with this id that you may end.',
      hint = 'List them with: select id, reason, ends_at from silences where ends_at > now();';
  end if;
  if v_silence.ends_at <= now() then
    return false;
  end if;
  if v_silence.starts_at >= now() then
    delete from public.silences s where s.id = p_silence_id;
  else
    update public.silences s set ends_at = now() where s.id = p_silence_id;
  end if;
  return true;
end
$$;
comment on function private.finish_silence(uuid) is 'Ends a silence for whoever may; false when it had ended already.';
revoke all on function private.finish_silence(uuid) from public, anon, authenticated, service_role;
grant execute on function private.finish_silence(uuid) to authenticated, service_role;

-- Ends a silence now: what it held is due, unless another silence holds it. False when it had ended already.
-- API: whoever could make it: admins and the service role any, owners and admins of a tenant the tenant's (members snoozes), users
-- their own. Errors: silence_not_found (404).
create or replace function public.end_silence(p_silence_id uuid)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select private.finish_silence(p_silence_id);
$$;
comment on function public.end_silence(uuid) is
  'Ends a silence now, and lets go what it held; false when it had ended already. PT404 when there is none of the caller''s.';
revoke all on function public.end_silence(uuid) from public, anon, authenticated, service_role;
grant execute on function public.end_silence(uuid) to authenticated, service_role;
