-- Judges the tetrahedrons whose check is due, in one transaction with the alerts and notifications that follow from it. Rows that
-- another evaluator or a heartbeat holds are skipped: it will judge them, or the next tick will.
-- A batch that raises is judged row by row; a row that raises is pushed on by an hour with its error kept, or by a minute when the
-- error will pass by itself, so that one bad row never stops the others.
-- now_at: the instant to judge at. max_rows: at most so many. only_ids: these alone, due or not.
-- API: private. Called by: tick, and the recorders for tetrahedrons with an open alert. Returns how many were alerted about.
create or replace function private.evaluate_tetrahedrons(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_ids uuid[] default null
)
returns integer
language plpgsql
set search_path = ''
-- Somebody else's open transaction on one alert must not hold up every tetrahedron, nor the heartbeat of this one.
set lock_timeout = '1s'
as $$
declare
  v_due uuid[];
  v_id uuid;
  v_alerted integer := 0;
begin
  if evaluate_tetrahedrons.only_ids is null then
    with due as (
      select t.id
      from public.tetrahedrons t
      where t.next_check_at <= evaluate_tetrahedrons.now_at
      order by t.next_check_at
      limit evaluate_tetrahedrons.max_rows
      for no key update skip locked
    )
    select array_agg(d.id) into v_due from due d;
  else
    with due as (
      select t.id from public.tetrahedrons t where t.id = any (evaluate_tetrahedrons.only_ids) for no key update skip locked
    )
    select array_agg(d.id) into v_due from due d;
  end if;
  if v_due is null then
    return 0;
  end if;

  if cardinality(v_due) > 1 then
    begin
      return private.judge_tetrahedrons(v_due, evaluate_tetrahedrons.now_at);
    exception
      when others then
        raise warning 'heartbase: evaluating % tetrahedrons at once failed (%), going on one by one', cardinality(v_due), sqlerrm;
        -- Whoever holds many alerts has had their second.
        perform set_config('lock_timeout', '20ms', true);
    end;
  end if;

  foreach v_id in array v_due loop
    begin
      v_alerted := v_alerted + private.judge_tetrahedrons(array[v_id], evaluate_tetrahedrons.now_at);
    exception
      when others then
        update public.tetrahedrons t
        set next_check_at = evaluate_tetrahedrons.now_at + case
              -- Rolled back, out of resources, locked, shut down: states that pass.
              when left(sqlstate, 2) in ('40', '53', '55', '57') then interval '1 minute'
              else interval '1 hour'
            end,
            evaluation_error = left(sqlstate || ' ' || sqlerrm, 500)
        where t.id = v_id;
    end;
  end loop;
  return v_alerted;
end
$$;
comment on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) is
  'Judges due tetrahedrons and commits their alerts and notifications with it; returns how many were alerted about.';
revoke all on function private.evaluate_tetrahedrons(timestamptz, integer, uuid[]) from public, anon, authenticated, service_role;
