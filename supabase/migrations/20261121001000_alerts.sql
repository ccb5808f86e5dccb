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

drop trigger if exists guardian_alerts_keep_resolved on public.guardian_alerts;
create trigger guardian_alerts_keep_resolved
  before update on public.guardian_alerts
  for each row
  when (old.resolved_at is not null and new.resolved_at is distinct from old.resolved_at)
  execute function private.keep_alert_resolved();

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
