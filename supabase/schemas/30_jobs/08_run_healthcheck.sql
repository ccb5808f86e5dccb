-- Evaluates the jobs and reports on all of them, in the form that the cron-healthcheck function answers with.
-- alerts_sent counts the jobs alerted about by this call, those under a silence left out; suppressed_alerts the unhealthy jobs that
-- nobody is told of by it.
-- API: service role. Called by: the edge function cron-healthcheck, scripts/check-jobs.cjs --evaluate.
-- SECURITY DEFINER: evaluation writes alerts and the outbox through private functions.
create or replace function public.run_healthcheck(p_trigger text default 'manual')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_alerted integer;
begin
  perform private.note_outage();
  -- A stale job that nothing is going to look at (its next_check_at was edited, say) becomes due again.
  with forgotten as (
    select j.job_name
    from public.job_heartbeats j
    join private.job_verdicts() v on v.job_name = j.job_name
    where (v.is_stale or v.is_failing) and not v.is_recently_alerted and j.next_check_at > now()
      and not exists (
        select from public.guardian_alerts a
        where a.subject_kind = 'job' and a.subject_id = j.job_name and a.resolved_at is null
      )
    order by j.job_name
    for update of j skip locked
  )
  update public.job_heartbeats j set next_check_at = now() from forgotten f where j.job_name = f.job_name;
  v_alerted := private.evaluate_jobs(now(), 100000);
  v_alerted := v_alerted - (
    select count(*)
    from (
      select a.subject_id
      from public.guardian_alerts a
      left join private.silenced_alerts(now()) s on s.alert_id = a.id
      where a.subject_kind = 'job' and a.resolved_at is null and a.last_alerted_at = now()
      group by a.subject_id
      having bool_and(s.alert_id is not null)
    ) silenced
  );

  return (
    select jsonb_build_object(
      'timestamp', now(),
      'trigger', left(coalesce(p_trigger, 'manual'), 100),
      'jobs_checked', count(*),
      'healthy_jobs', coalesce(jsonb_agg(v.job_name order by v.job_name) filter (where not v.is_unhealthy), '[]'),
      'unhealthy_jobs', coalesce(jsonb_agg(
        jsonb_build_object(
          'job_name', v.job_name,
          'last_run_at', v.last_run_at,
          'hours_overdue', case
            when isfinite(v.last_run_at) then greatest(floor(extract(epoch from now() - v.last_run_at) / 3600), 0)
          end,
          'status', v.status,
          'metadata', (select k.metadata from public.job_heartbeats k where k.job_name = v.job_name),
          'reason', case when v.is_stale then 'stale' else 'failing' end
        ) order by v.last_run_at, v.job_name
      ) filter (where v.is_unhealthy), '[]'),
      'alerts_sent', v_alerted,
      'suppressed_alerts', greatest(count(*) filter (where v.is_unhealthy) - v_alerted, 0)
    )
    from (select j.*, j.is_stale or j.is_failing as is_unhealthy from private.job_verdicts() j) v
  );
end
$$;
comment on function public.run_healthcheck(text) is
  'Evaluates all jobs and reports healthy and unhealthy ones, alerts sent and suppressed. Service role only.';
revoke all on function public.run_healthcheck(text) from public, anon, authenticated, service_role;
grant execute on function public.run_healthcheck(text) to service_role;
