-- Jobs, tetrahedrons and machines that the evaluator could not judge.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_job_errors(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with unjudged as (
    select 'job ' || j.job_name as name, j.evaluation_error as error from public.job_heartbeats j where j.evaluation_error is not null
    union all
    select 'tetrahedron ' || t.name, t.evaluation_error from public.tetrahedrons t where t.evaluation_error is not null
    union all
    select 'machine ' || m.name, m.evaluation_error from public.machines m where m.evaluation_error is not null
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Everything that checks in is judged.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Some cannot be judged',
      'message', format('%s: %s. Nobody is told of their silence.', string_agg(u.name, ', '), min(u.error)),
      'data', jsonb_build_object('subjects', jsonb_agg(to_jsonb(u)))
    )
  end
  from unjudged u;
$$;
comment on function private.check_job_errors(text, timestamptz, jsonb) is 'Jobs, tetrahedrons and machines that the evaluator could not judge.';
revoke all on function private.check_job_errors(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
