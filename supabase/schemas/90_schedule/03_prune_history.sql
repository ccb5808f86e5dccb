-- Tells tenants what the day was like, measures the platform, and deletes history past its retention setting: finished
-- notifications, resolved alerts, silences that are over, edge requests, outages, pg_cron's history, heartbeats of tetrahedrons,
-- metrics of machines, executions of tenants and what they reported, the agent bus, insights, runs of remediations, notices of
-- status pages. A digest that fails does not cost the night's work.
-- API: private. Called by: cron job heartbase-prune, nightly.
create or replace function private.prune_history(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_notifications integer;
  v_alerts integer;
  v_silences integer;
  v_edge_requests integer;
  v_cron_runs integer;
  v_machine_metrics integer;
  v_digests integer;
begin
  begin
    v_digests := private.consolidate_tenants(prune_history.now_at);
  exception
    when others then
      raise warning 'heartbase: digests of tenants could not be told: % %', sqlstate, sqlerrm;
  end;

  -- A message about something that is over, for a channel that stayed off all that time, has nobody to go to.
  update public.notifications n
  set state = 'cancelled', lease = null, finished_at = now_at, last_error = 'The channel stayed off.'
  from public.notification_channels c, public.guardian_alerts a
  where c.id = n.channel_id and not c.enabled
    and a.id = n.alert_id and a.resolved_at is not null
    and n.state in ('pending', 'leased')
    and n.created_at < now_at - (select private.get_interval_setting('notifications_retention'));

  delete from public.notifications n
  where n.finished_at < now_at - (select private.get_interval_setting('notifications_retention'))
    -- Who heard of an alert must be known until it ends: they hear of its end.
    and not exists (select from public.guardian_alerts a where a.id = n.alert_id and a.resolved_at is null);
  get diagnostics v_notifications = row_count;

  delete from public.guardian_alerts a
  where a.resolved_at < now_at - (select private.get_interval_setting('alerts_retention'))
    and not exists (select from public.notifications n where n.alert_id = a.id and n.state in ('pending', 'leased'));
  get diagnostics v_alerts = row_count;

  delete from public.silences s
  where s.ends_at < now_at - (select private.get_interval_setting('alerts_retention'));
  get diagnostics v_silences = row_count;

  delete from private.edge_requests r
  where r.requested_at < now_at - (select private.get_interval_setting('edge_requests_retention'));
  get diagnostics v_edge_requests = row_count;

  delete from private.outages o where o.ended_at < now_at - interval '1 year';

  delete from cron.job_run_details d
  where coalesce(d.end_time, d.start_time) < now_at - (select private.get_interval_setting('cron_history_retention'));
  get diagnostics v_cron_runs = row_count;

  delete from public.machine_metrics h
  where h.minute < now_at - (select private.get_interval_setting('machine_metrics_retention'));
  get diagnostics v_machine_metrics = row_count;

  -- Agents remember what was critical. Where no edge function can be called, it waits in the table.
  begin
    if exists (select from public.tenant_insights i where i.letta_state = 'pending' and i.next_attempt_at <= prune_history.now_at) then
      perform private.invoke_edge_function('consolidate');
    end if;
  exception
    when others then
      raise warning 'heartbase: insights could not be handed to memory: % %', sqlstate, sqlerrm;
  end;

  return jsonb_build_object(
    'notifications', v_notifications, 'alerts', v_alerts, 'silences', v_silences, 'edge_requests', v_edge_requests, 'cron_runs', v_cron_runs,
    'machine_metrics', v_machine_metrics,
    'executions', private.prune_executions(prune_history.now_at),
    'signals', private.prune_signals(prune_history.now_at),
    'platform_samples', private.sample_platform(prune_history.now_at),
    'bus_messages', private.prune_agent_bus(prune_history.now_at),
    'digests', v_digests,
    'insights', private.prune_insights(prune_history.now_at),
    'status_notices', private.prune_status_notices(prune_history.now_at),
    'remediations', private.prune_remediations(prune_history.now_at),
    -- Last: what it locks stays locked until the end.
    'mesh_partitions', private.maintain_mesh_partitions(prune_history.now_at)
  );
end
$$;
comment on function private.prune_history(timestamptz) is 'Deletes history past its retention; returns the counts.';
revoke all on function private.prune_history(timestamptz) from public, anon, authenticated, service_role;
