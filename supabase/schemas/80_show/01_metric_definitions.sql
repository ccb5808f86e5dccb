-- Every family of metrics: its name, its type and what it means. Names that end in _total are counters.
-- API: private. Called by: collect_metrics, render_metrics.
create or replace function private.metric_definitions()
returns table (name text, type text, help text)
language sql
immutable
rows 40
set search_path = ''
as $$
  values
    ('heartbase_tetrahedron_heartbeats_per_minute', 'gauge',
      'Heartbeats logged in the last five full minutes, the current one left out, divided by five.'),
    ('heartbase_tetrahedron_heartbeats_total', 'counter', 'Heartbeats since the tetrahedron was made.'),
    ('heartbase_tetrahedron_last_heartbeat_age_seconds', 'gauge',
      'Time since the last heartbeat; no sample when there was none.'),
    ('heartbase_tetrahedron_stale', 'gauge', '1 when it is silent for longer than its threshold.'),
    ('heartbase_tetrahedrons', 'gauge',
      'Tetrahedrons by state: paused, stale, waiting (never heard, and not late yet) or healthy.'),
    ('heartbase_tetrahedrons_by_jitterbug_state', 'gauge', 'Tetrahedrons by jitterbug_state.'),
    ('heartbase_job_heartbeats_total', 'counter', 'Heartbeats since the job was first heard of.'),
    ('heartbase_job_last_run_age_seconds', 'gauge', 'Time since the last finished run; no sample when that is not finite.'),
    ('heartbase_job_deadline_seconds', 'gauge',
      'Time until the deadline, negative once it has passed; no sample for paused jobs.'),
    ('heartbase_job_stale', 'gauge', '1 when the deadline has passed.'),
    ('heartbase_job_failing', 'gauge', '1 when as many runs failed in a row as make an alert.'),
    ('heartbase_job_consecutive_failures', 'gauge', 'Failed heartbeats since the last good one.'),
    ('heartbase_job_last_duration_seconds', 'gauge',
      'From the last start to its finish; no sample for jobs that report no starts.'),
    ('heartbase_jobs', 'gauge', 'Jobs by state: paused, stale, failing, running or healthy.'),
    ('heartbase_machine_heartbeats_total', 'counter', 'Reports since the machine was registered.'),
    ('heartbase_machine_last_seen_age_seconds', 'gauge', 'Time since the last report; no sample when there was none.'),
    ('heartbase_machine_online', 'gauge', '1 when the status is online.'),
    ('heartbase_machine_enabled', 'gauge', '1 when it is enabled; nobody is told of the silence of others.'),
    ('heartbase_machine_cpu_percent', 'gauge', 'CPU in use at the last report; no sample unless online.'),
    ('heartbase_machine_memory_percent', 'gauge', 'Memory in use at the last report; no sample unless online.'),
    ('heartbase_machine_disk_percent', 'gauge', 'Disk in use at the last report; no sample unless online.'),
    ('heartbase_machines', 'gauge', 'Machines by state: disabled, offline or online.'),
    ('heartbase_alerts_open', 'gauge', 'Open alerts of every kind.'),
    ('heartbase_alerts_open_by_type', 'gauge', 'Open alerts by kind of subject, type and severity.'),
    ('heartbase_outbox_notifications', 'gauge',
      'Notifications by state: pending, leased (being sent), held (by a silence) or dead (given up, and not pruned yet).'),
    ('heartbase_outbox_oldest_waiting_seconds', 'gauge',
      'Age of the oldest pending or leased notification of a channel that is on, since a silence let it go; 0 when there is none.'),
    ('heartbase_outbox_next_due_seconds', 'gauge',
      'Time until the next notification can be sent, negative once it could have been; no sample when none waits.'),
    ('heartbase_channel_notifications', 'gauge', 'Notifications of a channel by state: pending, leased, held or dead.'),
    ('heartbase_channel_consecutive_failures', 'gauge', 'Failed attempts since the last message that was accepted.'),
    ('heartbase_channel_enabled', 'gauge', '1 when the channel is on.'),
    ('heartbase_evaluator_last_tick_age_seconds', 'gauge',
      'Time since the minute tick last evaluated; no sample before the first one.'),
    ('heartbase_metrics_series_omitted', 'gauge',
      'What has no series of its own because there is more of its kind than metrics_max_series.');
$$;
comment on function private.metric_definitions() is 'Every family of metrics: name, type and meaning.';
revoke all on function private.metric_definitions() from public, anon, authenticated, service_role;
