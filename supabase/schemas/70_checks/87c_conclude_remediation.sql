-- Ends a run whose outcome is known: asks the check again, keeps what it says and what was done, tells the news, and puts an event into
-- playbook_events when the action failed, or when the check is not well after the last run that the day allows.
-- API: private. Called by: finish_leased_remediation, sweep_remediations, which hold the run's row.
create or replace function private.conclude_remediation(
  run public.remediation_runs, http_facts jsonb default null, now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_results private.check_result[];
  v_entry jsonb := jsonb_strip_nulls(jsonb_build_object(
    'runId', run.run_id, 'checkId', run.check_id, 'action', run.action,
    'status', case when run.error is null then 'succeeded' else 'failed' end, 'error', run.error,
    'at', run.started_at, 'statusBefore', run.status_before, 'isLast', run.is_last
  ));
  v_after text;
  v_sent integer := 0;
begin
  begin
    -- No execution of these tenants judges while this does.
    perform from private.tenant_run_states k where k.tenant_id = any (run.tenant_ids) order by k.tenant_id for no key update;
    v_results := private.ask_again(run, conclude_remediation.http_facts, conclude_remediation.now_at);
    select coalesce(r.status, 'ok') into v_after from unnest(v_results) r where r.tenant_id = run.tenant_id;
    v_entry := v_entry || jsonb_strip_nulls(jsonb_build_object('statusAfter', v_after));
    update public.tenant_check_states s
    set remediation = v_entry || jsonb_build_object('messageBefore', run.seen ->> 'message')
    where s.tenant_id = any (run.tenant_ids) and s.check_id = run.check_id;
    -- Over: what waited for it is told.
    update public.remediation_runs r set status = v_entry ->> 'status', lease = null where r.run_id = run.run_id;
    v_sent := private.tell_remediated(
      run.tenant_ids, run.check_id, private.note_remediations(v_results), jsonb_build_array(v_entry), run.started_at,
      conclude_remediation.now_at
    );
  exception
    -- What became of the action is not lost with what became of the check; the news are the next execution's.
    when others then
      raise warning 'heartbase: the check % could not be asked again: % %', run.check_id, sqlstate, sqlerrm;
      v_after := null;
      v_entry := v_entry - 'statusAfter' || jsonb_build_object(
        'status', 'failed', 'error', coalesce(run.error, 'The check could not be asked again: ' || private.plain_error(sqlerrm))
      );
  end;
  update public.remediation_runs r
  set status = v_entry ->> 'status', error = v_entry ->> 'error', result = run.result, called_at = run.called_at, lease = null,
      lease_expires_at = null, finished_at = conclude_remediation.now_at, status_after = v_after
  where r.run_id = run.run_id;
  insert into public.playbook_events (type, agent, priority, actions, tenant_ids, details, created_at)
  select 'remediation_failed', coalesce(run.seen ->> 'agent', 'heartbase'),
    case run.seen ->> 'priority' when 'urgent' then 'critical' when 'high' then 'high' else 'medium' end,
    array['remediation.review', 'check.diagnose'], run.tenant_ids,
    v_entry || jsonb_build_object('reason', case v_entry ->> 'status' when 'failed' then 'failed' else 'exhausted' end),
    conclude_remediation.now_at
  where v_entry ->> 'status' = 'failed' or run.is_last and v_after <> 'ok';
  return v_entry || jsonb_build_object('notificationsSent', v_sent);
end
$$;
comment on function private.conclude_remediation(public.remediation_runs, jsonb, timestamptz) is
  'Ends a run whose outcome is known: asks the check again and tells the news.';
revoke all on function private.conclude_remediation(public.remediation_runs, jsonb, timestamptz)
  from public, anon, authenticated, service_role;
