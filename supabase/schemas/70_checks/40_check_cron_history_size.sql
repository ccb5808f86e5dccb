-- Size of cron.job_run_details, which pg_cron never prunes. arguments: {"max_bytes": 104857600}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_history_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.size <= s.max_size
      then jsonb_build_object('status', 'ok', 'message', format('The history of pg_cron takes %s.', pg_size_pretty(s.size)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The history of pg_cron grows',
      'message', format('cron.job_run_details takes %s. See that the job heartbase-prune runs, and lower the setting cron_history_retention; truncate cron.job_run_details; gives the space back at once.',
        pg_size_pretty(s.size)),
      'data', jsonb_build_object('bytes', s.size)
    )
  end
  from (
    select pg_total_relation_size('cron.job_run_details'::regclass) as size,
      coalesce((check_cron_history_size.arguments ->> 'max_bytes')::numeric, 104857600)::bigint as max_size
  ) s;
$$;
comment on function private.check_cron_history_size(text, timestamptz, jsonb) is 'Size of the history of pg_cron.';
revoke all on function private.check_cron_history_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
