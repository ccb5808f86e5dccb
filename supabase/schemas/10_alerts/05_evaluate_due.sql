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
