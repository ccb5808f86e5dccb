-- Asks the check of a run again, of the tenants whose news wait for it: what it says now. http_facts as for evaluate_checks; an http
-- check that was not measured again says what it said. API: private. Called by: conclude_remediation.
create or replace function private.ask_again(run public.remediation_runs, http_facts jsonb, now_at timestamptz)
returns private.check_result[]
language plpgsql
set search_path = ''
as $$
declare
  v_definition public.check_definitions;
  v_asked record;
begin
  select d.* into v_definition from public.check_definitions d where d.definition_id = run.definition_id;
  if v_definition.evaluator is distinct from 'http' or ask_again.http_facts is not null then
    -- As the kind of tenant that the execution looked at it as.
    select array_agg(a.tenant_id order by a.tenant_id) as tenant_ids, array_agg(a.timezone order by a.tenant_id) as timezones,
      coalesce(jsonb_object_agg(a.tenant_id, a.priority_override) filter (where a.tenant_id is not null), '{}') as overrides
    into v_asked
    from (
      select array_agg(t.id order by t.id) as ids, array_agg(coalesce(e.role, t.role) order by t.id) as roles
      from public.tenants t
      left join public.heartbeat_executions e on e.execution_id = run.execution_id and e.tenant_id = t.id
      where t.id = any (run.tenant_ids)
    ) t
    cross join lateral private.asked_checks(t.ids, t.roles) a
    where a.definition_id = run.definition_id;
    if v_asked.tenant_ids is null then
      return array[]::private.check_result[];
    end if;
    -- What was seen of the statistics before the action is not what is so now.
    perform pg_catalog.pg_stat_clear_snapshot();
    return array(select r from private.read_answers(
      v_definition,
      private.ask_check(v_definition, v_asked.tenant_ids, v_asked.timezones, ask_again.now_at, coalesce(ask_again.http_facts, '[]')),
      v_asked.overrides
    ) r);
  end if;
  return private.recall_results(run.tenant_ids, v_definition);
end
$$;
comment on function private.ask_again(public.remediation_runs, jsonb, timestamptz) is 'What the check of a run says now.';
revoke all on function private.ask_again(public.remediation_runs, jsonb, timestamptz) from public, anon, authenticated, service_role;

-- Results of a check as they were last kept, before it was said of them what was done. API: private. Called by: ask_again, release_leased_remediation.
create or replace function private.recall_results(tenant_ids text[], definition public.check_definitions)
returns private.check_result[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg((
    s.tenant_id, s.check_id, (recall_results.definition).agent, (recall_results.definition).category, s.status, s.priority, s.title,
    coalesce(s.remediation ->> 'messageBefore', s.message), s.data, s.items, (recall_results.definition).action_url, (recall_results.definition).action_label, s.recovered_at is null
  )::private.check_result), '{}')
  from public.tenant_check_states s
  where s.tenant_id = any (recall_results.tenant_ids) and s.check_id = (recall_results.definition).id;
$$;
comment on function private.recall_results(text[], public.check_definitions) is 'Results of a check as they were last kept.';
revoke all on function private.recall_results(text[], public.check_definitions) from public, anon, authenticated, service_role;

-- Tells the news of one check, which waited for a remediation that was begun at an instant, as part of the execution that began it, and
-- records there what was done. entry: what that is, null for nothing. Returns how many messages were enqueued or shown.
-- API: private. Called by: conclude_remediation, release_leased_remediation.
create or replace function private.tell_remediated(
  tenant_ids text[], check_id text, results private.check_result[], entry jsonb, begun_at timestamptz, now_at timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_news jsonb := private.judge_news(
    tell_remediated.tenant_ids, tell_remediated.results, tell_remediated.now_at, array[tell_remediated.check_id]
  );
  v_reports jsonb;
  v_alerts jsonb;
  v_sent integer;
begin
  select coalesce(jsonb_agg(jsonb_build_object(
    'execution_id', e.execution_id, 'tenant_id', t.id, 'name', t.name, 'user_id', e.user_id, 'overall_status', e.overall_status,
    'channels', s.channels, 'news', coalesce(n.news, '[]'), 'is_told', n.news is not null
  )), '[]') into v_reports
  from public.tenants t
  join public.tenant_settings s on s.tenant_id = t.id
  cross join lateral (
    select x.execution_id, x.user_id, x.overall_status from public.heartbeat_executions x
    where x.tenant_id = t.id and x.started_at <= tell_remediated.begun_at
    order by x.started_at desc
    limit 1
  ) e
  left join lateral (
    select jsonb_agg(v -> 'result') as news from jsonb_array_elements(v_news) v where v ->> 'tenant_id' = t.id
  ) n on true
  where t.id = any (tell_remediated.tenant_ids);
  v_alerts := private.announce_reports(v_reports, tell_remediated.now_at);
  perform private.record_reports(v_reports, v_alerts, tell_remediated.now_at);

  with sent as materialized (
    select r.execution_id, r.tenant_id, jsonb_array_length(r.news) as news_count,
      (r.is_told and 'dashboard' = any (r.channels))::integer + (
        select count(*)::integer from public.notifications n where n.alert_id = (v_alerts ->> r.tenant_id)::uuid
      ) as count
    from jsonb_to_recordset(v_reports) r(execution_id uuid, tenant_id text, channels text[], news jsonb, is_told boolean)
  ),
  kept as (
    update public.heartbeat_executions e
    set remediations = e.remediations || coalesce(tell_remediated.entry, '[]'), notifiable_count = e.notifiable_count + s.news_count,
        suppressed_count = greatest(0, e.suppressed_count - s.news_count), notifications_sent = e.notifications_sent + s.count,
        alert_id = coalesce(e.alert_id, (v_alerts ->> s.tenant_id)::uuid)
    from sent s
    where e.execution_id = s.execution_id
  )
  select coalesce(sum(s.count), 0) into v_sent from sent s;
  return v_sent;
end
$$;
comment on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz) is
  'Tells the news of a check that waited for a remediation; how many messages.';
revoke all on function private.tell_remediated(text[], text, private.check_result[], jsonb, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;

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

-- Ends a leased run. outcome: {"result", "error"} of an edge function, error null when it succeeded; of the kind rpc only what
-- call_leased_remediation did not record counts. facts: what was measured again for an http check; null for nothing. Answers what was
-- done, as heartbeat_executions.remediations keeps it, and how many messages it was told in. API: private. Called by: finish_remediation.
create or replace function private.finish_leased_remediation(
  run_id uuid, lease uuid, outcome jsonb, facts jsonb, now_at timestamptz default now()
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = finish_leased_remediation.run_id and r.lease = finish_leased_remediation.lease
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  if v_run.called_at is null then
    v_run.error := left(private.clean_remediation_result(outcome -> 'error') #>> '{}', 500);
    if v_run.kind = 'edge_function' then
      v_run.called_at := finish_leased_remediation.now_at;
      v_run.result := private.clean_remediation_result(outcome -> 'result');
      v_run.error := coalesce(v_run.error, private.remediation_problem(v_run.result));
    else
      v_run.error := coalesce(v_run.error, 'Its function was not called.');
    end if;
  end if;
  return private.conclude_remediation(v_run, case when jsonb_typeof(facts) = 'object' then jsonb_build_array(
    jsonb_build_object('tenantId', v_run.tenant_id, 'checkId', v_run.check_id, 'facts', facts)
  ) end, finish_leased_remediation.now_at);
end
$$;
comment on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz) is
  'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function private.finish_leased_remediation(uuid, uuid, jsonb, jsonb, timestamptz)
  from public, anon, authenticated, service_role;

-- The same for whoever runs remediations. API: service role. Called by: the edge functions heartbeat and heartbeat-recovery.
-- SECURITY DEFINER: it reads what it judges past row level security. Errors: invalid_outcome (22023), remediation_lease_lost (409).
create or replace function public.finish_remediation(p_run_id uuid, p_lease uuid, p_outcome jsonb default '{}', p_facts jsonb default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(p_outcome) is distinct from 'object' or jsonb_typeof(p_outcome -> 'error') not in ('string', 'null')
    or jsonb_typeof(p_facts) not in ('object', 'null') then
    raise exception using errcode = '22023', message = 'invalid_outcome',
      detail = 'p_outcome is an object whose error is a text or null, and p_facts is an object or null.',
      hint = 'Pass {"result": …, "error": null} when the action succeeded.';
  end if;
  return private.finish_leased_remediation(p_run_id, p_lease, p_outcome, p_facts);
end
$$;
comment on function public.finish_remediation(uuid, uuid, jsonb, jsonb) is 'Ends a leased remediation: asks the check again and tells the news.';
revoke all on function public.finish_remediation(uuid, uuid, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_remediation(uuid, uuid, jsonb, jsonb) to service_role;

-- Gives back a leased run that nothing was done about: it counts for nothing, and the news that waited for it are told.
-- API: private. Called by: release_remediation.
create or replace function private.release_leased_remediation(run_id uuid, lease uuid, now_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run public.remediation_runs;
  v_definition public.check_definitions;
begin
  select r.* into v_run
  from public.remediation_runs r
  where r.run_id = release_leased_remediation.run_id and r.lease = release_leased_remediation.lease and r.called_at is null
  for update;
  if not found then
    perform private.refuse_remediation();
  end if;
  perform from private.tenant_run_states k where k.tenant_id = any (v_run.tenant_ids) order by k.tenant_id for no key update;
  delete from public.remediation_runs r where r.run_id = v_run.run_id;
  select d.* into v_definition from public.check_definitions d where d.definition_id = v_run.definition_id;
  perform private.tell_remediated(
    v_run.tenant_ids, v_run.check_id, private.note_remediations(private.recall_results(v_run.tenant_ids, v_definition)), null,
    v_run.started_at, release_leased_remediation.now_at
  );
end
$$;
comment on function private.release_leased_remediation(uuid, uuid, timestamptz) is
  'Gives back a leased remediation that nothing was done about.';
revoke all on function private.release_leased_remediation(uuid, uuid, timestamptz) from public, anon, authenticated, service_role;

-- The same for whoever runs remediations, when there is no time left. API: service role. Called by: the edge functions heartbeat and
-- heartbeat-recovery. SECURITY DEFINER: as finish_remediation. Errors: remediation_lease_lost (409).
create or replace function public.release_remediation(p_run_id uuid, p_lease uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.release_leased_remediation(p_run_id, p_lease);
end
$$;
comment on function public.release_remediation(uuid, uuid) is 'Gives back a leased remediation that nothing was done about.';
revoke all on function public.release_remediation(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.release_remediation(uuid, uuid) to service_role;
