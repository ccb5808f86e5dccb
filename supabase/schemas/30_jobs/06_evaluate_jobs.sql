-- Judges the jobs whose check is due, in one transaction with the alerts and notifications that follow from it. Rows that another
-- evaluator or a heartbeat holds are skipped: it will judge them, or the next tick will.
-- A batch that raises is judged row by row; a row that raises is pushed on by an hour with its error kept, or by a minute when the
-- error will pass by itself, so that one bad row never stops the others.
-- now_at: the instant to judge at. max_rows: at most so many jobs. only_job: this one alone.
-- API: private. Called by: tick, run_healthcheck, update_job_heartbeat (for its own job).
-- Returns how many jobs were alerted about.
create or replace function private.evaluate_jobs(
  now_at timestamptz default now(),
  max_rows integer default 20000,
  only_job text default null
)
returns integer
language plpgsql
set search_path = ''
-- Somebody else's open transaction on one alert must not hold up every job, nor the heartbeat of this one.
set lock_timeout = '1s'
as $$
declare
  v_due text[];
  v_job_name text;
  v_alerted integer := 0;
begin
  if evaluate_jobs.only_job is null then
    with due as (
      select j.job_name
      from public.job_heartbeats j
      where j.next_check_at <= evaluate_jobs.now_at
      order by j.next_check_at
      limit evaluate_jobs.max_rows
      for update skip locked
    )
    select array_agg(d.job_name) into v_due from due d;
  else
    with due as (
      select j.job_name from public.job_heartbeats j where j.job_name = evaluate_jobs.only_job for update skip locked
    )
    select array_agg(d.job_name) into v_due from due d;
  end if;
  if v_due is null then
    return 0;
  end if;

  if cardinality(v_due) > 1 then
    begin
      return private.judge_jobs(v_due, evaluate_jobs.now_at);
    exception
      when others then
        raise warning 'heartbase: evaluating % jobs at once failed (%), going on one by one', cardinality(v_due), sqlerrm;
        -- Whoever holds many alerts has had their second.
        perform set_config('lock_timeout', '20ms', true);
    end;
  end if;

  foreach v_job_name in array v_due loop
    begin
      v_alerted := v_alerted + private.judge_jobs(array[v_job_name], evaluate_jobs.now_at);
    exception
      when others then
        update public.job_heartbeats j
        set next_check_at = evaluate_jobs.now_at + case
              -- Rolled back, out of resources, locked, shut down: states that pass.
              when left(sqlstate, 2) in ('40', '53', '55', '57') then interval '1 minute'
              else interval '1 hour'
            end,
            evaluation_error = left(sqlstate || ' ' || sqlerrm, 500)
        where j.job_name = v_job_name;
    end;
  end loop;
  return v_alerted;
end
$$;
comment on function private.evaluate_jobs(timestamptz, integer, text) is
  'Judges due jobs and commits their alerts and notifications with it; returns how many jobs were alerted about.';
revoke all on function private.evaluate_jobs(timestamptz, integer, text) from public, anon, authenticated, service_role;
