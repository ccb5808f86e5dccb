-- A page of jobs for people: the ones in trouble first, then by name. p_search: only those with this in their name or description.
-- p_states: only those in one of these states (stale, failing, running, healthy, paused); null for all. p_limit: at most so many, up
-- to 1000. Metadata, which may be 10 kB a job, is left to whoever looks at one job.
-- All jobs are judged, for which are in trouble is not written down; only those of the page are described.
-- API: signed-in users, of whom row level security shows jobs to admins and members. Called by: the Operator Panel.
create or replace function public.list_jobs(
  p_search text default null, p_states text[] default null, p_limit integer default 50
)
returns table (
  job_name text, state text, description text, last_run_at timestamptz, deadline timestamptz, expected_every interval,
  grace interval, consecutive_failures integer, last_started_at timestamptz, last_duration interval, quiet_until timestamptz,
  next_check_at timestamptz, evaluation_error text
)
language sql
stable
rows 50
set search_path = ''
as $$
  with page as materialized (
    select v.job_name, array_position(array['stale', 'failing', 'running', 'healthy', 'paused'], v.state) as rank
    from private.job_verdicts(now(), case
      when p_search <> '' then array(
        select j.job_name
        from public.job_heartbeats j
        where position(lower(p_search) in lower(j.job_name)) > 0 or position(lower(p_search) in lower(j.description)) > 0
      )
    end) v
    where p_states is null or v.state = any (p_states)
    order by rank, v.job_name
    limit least(greatest(p_limit, 0), 1000)
  )
  select v.job_name, v.state, j.description, v.last_run_at, v.deadline, v.expected_every, v.grace, v.consecutive_failures,
    j.last_started_at, j.last_duration, case when v.is_recently_alerted then v.last_alert_at + v.repeat_after end,
    j.next_check_at, j.evaluation_error
  from private.job_verdicts(now(), array(select p.job_name from page p)) v
  join page p on p.job_name = v.job_name
  join public.job_heartbeats j on j.job_name = v.job_name
  order by p.rank, v.job_name;
$$;
comment on function public.list_jobs(text, text[], integer) is
  'A page of jobs, those in trouble first, then by name; by text and by state, without their metadata.';
revoke all on function public.list_jobs(text, text[], integer) from public, anon, authenticated, service_role;
grant execute on function public.list_jobs(text, text[], integer) to authenticated, service_role;
