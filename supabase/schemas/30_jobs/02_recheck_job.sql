-- People edit job_heartbeats by hand, and the runbook tells them to. An edit that is neither a heartbeat (those count themselves)
-- nor the evaluator's (that moves next_check_at) makes the row due, so that the next tick alerts or resolves.
-- Called by: trigger job_heartbeats_recheck, whose WHEN clause a heartbeat does not meet.
create or replace function private.recheck_job()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.next_check_at := now();
  -- A status of life ends a row of failures, as a heartbeat with it would.
  if new.status is distinct from old.status and new.status not in ('running', 'failed')
    and new.consecutive_failures = old.consecutive_failures then
    new.consecutive_failures := 0;
  end if;
  return new;
end
$$;
comment on function private.recheck_job() is 'Trigger: makes a job that was edited by hand due for evaluation.';
revoke all on function private.recheck_job() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_recheck on public.job_heartbeats;
create trigger job_heartbeats_recheck
  before update on public.job_heartbeats
  for each row
  when (
    new.heartbeat_count = old.heartbeat_count
    and new.next_check_at = old.next_check_at
    and (
      new.last_run_at, new.last_alert_at, new.status, new.consecutive_failures, new.expected_every, new.grace,
      new.failure_threshold, new.alert_repeat_after, new.paused
    ) is distinct from (
      old.last_run_at, old.last_alert_at, old.status, old.consecutive_failures, old.expected_every, old.grace,
      old.failure_threshold, old.alert_repeat_after, old.paused
    )
  )
  execute function private.recheck_job();
