-- Jobs, tetrahedrons and machines that the evaluator could not judge. It puts such a row off by an hour at most, so that the rows that
-- are due within the hour are looked at, at most {"max_rows": 5000} of each kind.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_job_errors(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_job_errors.arguments ->> 'max_rows')::integer, 5000) as max_rows,
      check_job_errors.now_at + interval '1 hour' as until
  ),
  due as (
    (select 'job ' || j.job_name as name, j.evaluation_error as error
      from public.job_heartbeats j
      where j.next_check_at <= (select l.until from limits l)
      order by j.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'tetrahedron ' || t.name, t.evaluation_error
      from public.tetrahedrons t
      where t.next_check_at <= (select l.until from limits l)
      order by t.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'machine ' || m.name, m.evaluation_error
      from public.machines m
      where m.next_check_at <= (select l.until from limits l)
      order by m.next_check_at desc
      limit (select l.max_rows from limits l))
  ),
  unjudged as (
    select d.name, private.plain_error(d.error) as error from due d where d.error is not null
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Everything that checks in is judged.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Some cannot be judged',
      'message', format('Nobody is told of the silence of %s: %s. Mend what the error names, in its row or in a trigger of yours; evaluation_error has all of it.',
        private.list_names(array_agg(u.name order by u.name), count(*)), mode() within group (order by u.error)),
      'data', jsonb_build_object('subjects', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.name), '$[0 to 19]'))
    )
  end
  from unjudged u;
$$;
comment on function private.check_job_errors(text, timestamptz, jsonb) is 'Jobs, tetrahedrons and machines that could not be judged.';
revoke all on function private.check_job_errors(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
