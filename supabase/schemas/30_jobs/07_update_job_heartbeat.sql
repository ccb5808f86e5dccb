-- Records a heartbeat of a job, making the job when it is new.
-- p_status: running marks a start; failed counts a failure; anything else is life. p_metadata: a JSON object of at most 10 kB.
-- One UPDATE of columns without an index, and a look at the job's open alerts; only a job in trouble is evaluated at once.
-- API: service role, through supabase.rpc or SQL. Errors: invalid_job_name, invalid_status, invalid_metadata (22023, HTTP 400).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write alerts.
create or replace function public.update_job_heartbeat(
  p_job_name text,
  p_status text default 'healthy',
  p_metadata jsonb default '{}'
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := btrim(p_job_name, E' \t\r\n');
  v_status text := coalesce(nullif(btrim(p_status, E' \t\r\n'), ''), 'healthy');
  v_metadata jsonb := coalesce(p_metadata, '{}');
  v_is_failing boolean;
begin
  if v_name is null or char_length(v_name) not between 1 and 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_job_name',
      detail = 'A job name has 1 to 200 characters after trimming, and no control characters.',
      hint = 'Pass p_job_name, such as ''nightly-backup''.';
  end if;
  if char_length(v_status) > 100 or v_status ~ '[[:cntrl:]]' then
    raise exception using errcode = '22023', message = 'invalid_status',
      detail = 'A status has at most 100 characters, and no control characters.',
      hint = 'Pass running, failed or a word of your own; put longer texts into p_metadata.';
  end if;
  if jsonb_typeof(v_metadata) <> 'object' or octet_length(v_metadata::text) > 10240 then
    raise exception using errcode = '22023', message = 'invalid_metadata',
      detail = 'Metadata is a JSON object of at most 10 kB (10240 bytes as text).',
      hint = 'Pass p_metadata such as {"rows": 12}, and keep large payloads elsewhere.';
  end if;

  loop
    update public.job_heartbeats j
    set last_run_at = case
          when v_status = 'running' then j.last_run_at
          -- A heartbeat of a transaction that began before the last one does not turn the clock back.
          when j.last_run_at > now() and j.last_run_at <= clock_timestamp() then j.last_run_at
          else now()
        end,
        status = v_status,
        metadata = v_metadata,
        updated_at = now(),
        consecutive_failures = case v_status
          when 'running' then j.consecutive_failures
          when 'failed' then least(j.consecutive_failures, 1000000) + 1
          else 0
        end,
        heartbeat_count = j.heartbeat_count + 1,
        last_started_at = case when v_status = 'running' then now() end,
        last_failed_at = case when v_status = 'failed' then now() else j.last_failed_at end,
        last_duration = case
          when v_status = 'running' or j.last_started_at is null then j.last_duration
          else now() - j.last_started_at
        end
    where j.job_name = v_name
    returning j.consecutive_failures >= j.failure_threshold into v_is_failing;
    exit when found;

    insert into public.job_heartbeats as j
      (job_name, status, metadata, consecutive_failures, heartbeat_count, last_started_at, last_failed_at, next_check_at)
    values (
      v_name, v_status, v_metadata, (v_status = 'failed')::integer, 1,
      case when v_status = 'running' then now() end,
      case when v_status = 'failed' then now() end,
      now() + private.get_interval_setting('stale_after')
    )
    on conflict (job_name) do nothing
    returning j.consecutive_failures >= j.failure_threshold into v_is_failing;
    exit when found;
  end loop;

  if v_is_failing or exists (
    select from public.guardian_alerts a
    where a.subject_kind = 'job' and a.subject_id = v_name and a.resolved_at is null
  ) then
    perform private.evaluate_jobs(now(), 1, v_name);
  end if;
end
$$;
comment on function public.update_job_heartbeat(text, text, jsonb) is
  'Records a heartbeat of a job. Status running marks a start, failed counts a failure, anything else is life. Service role only.';
revoke all on function public.update_job_heartbeat(text, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.update_job_heartbeat(text, text, jsonb) to service_role;
