-- Judges the machines whose check is due, in one transaction with the alerts and notifications that follow from it. Rows that
-- another evaluator or a report holds are skipped: it will judge them, or the next check will.
-- A batch that raises is judged row by row; a row that raises is pushed on by an hour with its error kept, or by a minute when the
-- error will pass by itself, so that one bad row never stops the others.
-- now_at: the instant to judge at. max_rows: at most so many machines. server_started_at: when the server came up.
-- API: private. Called by: check_machines. Returns how many machines changed their status.
create or replace function private.evaluate_machines(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  server_started_at timestamptz default pg_postmaster_start_time()
)
returns integer
language plpgsql
set search_path = ''
-- Somebody else's open transaction on one alert must not hold up every machine.
set lock_timeout = '1s'
as $$
declare
  v_due bigint[];
  v_id bigint;
  v_changed integer := 0;
begin
  with due as (
    select m.id
    from public.machines m
    where m.next_check_at <= evaluate_machines.now_at
    order by m.next_check_at
    limit evaluate_machines.max_rows
    for no key update skip locked
  )
  select array_agg(d.id) into v_due from due d;
  if v_due is null then
    return 0;
  end if;

  if cardinality(v_due) > 1 then
    begin
      return private.judge_machines(v_due, evaluate_machines.now_at, evaluate_machines.server_started_at);
    exception
      when others then
        raise warning 'heartbase: evaluating % machines at once failed (%), going on one by one', cardinality(v_due), sqlerrm;
        -- Whoever holds many alerts has had their second.
        perform set_config('lock_timeout', '20ms', true);
    end;
  end if;

  foreach v_id in array v_due loop
    begin
      v_changed := v_changed
        + private.judge_machines(array[v_id], evaluate_machines.now_at, evaluate_machines.server_started_at);
    exception
      when others then
        update public.machines m
        set next_check_at = evaluate_machines.now_at + case
              -- Rolled back, out of resources, locked, shut down: states that pass.
              when left(sqlstate, 2) in ('40', '53', '55', '57') then interval '1 minute'
              else interval '1 hour'
            end,
            evaluation_error = left(sqlstate || ' ' || sqlerrm, 500)
        where m.id = v_id;
    end;
  end loop;
  return v_changed;
end
$$;
comment on function private.evaluate_machines(timestamptz, integer, timestamptz) is
  'Judges due machines and commits their alerts and notifications with it; returns how many changed their status.';
revoke all on function private.evaluate_machines(timestamptz, integer, timestamptz) from public, anon, authenticated, service_role;
