-- Built from supabase/schemas/80_show by npm run build:migrations. Edit there, not here.

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
      'Notifications by state: pending, leased (being sent) or dead (given up, and not pruned yet).'),
    ('heartbase_outbox_oldest_waiting_seconds', 'gauge',
      'Age of the oldest pending or leased notification of a channel that is on; 0 when there is none.'),
    ('heartbase_outbox_next_due_seconds', 'gauge',
      'Time until the next notification can be sent, negative once it could have been; no sample when none waits.'),
    ('heartbase_channel_notifications', 'gauge', 'Notifications of a channel by state: pending, leased or dead.'),
    ('heartbase_channel_consecutive_failures', 'gauge', 'Failed attempts since the last message that was accepted.'),
    ('heartbase_channel_enabled', 'gauge', '1 when the channel is on.'),
    ('heartbase_evaluator_last_tick_age_seconds', 'gauge',
      'Time since the minute tick last evaluated; no sample before the first one.'),
    ('heartbase_metrics_series_omitted', 'gauge',
      'What has no series of its own because there is more of its kind than metrics_max_series.');
$$;
comment on function private.metric_definitions() is 'Every family of metrics: name, type and meaning.';
revoke all on function private.metric_definitions() from public, anon, authenticated, service_role;

-- What there is to measure of tetrahedrons at an instant. At most metrics_max_series have series of their own: the stale ones
-- first, then the longest silent, the paused ones last. tetrahedron_ids: null for all, and their counts; otherwise these alone.
-- API: private. Called by: metric_samples.
create or replace function private.measure_tetrahedrons(
  now_at timestamptz default now(),
  tetrahedron_ids uuid[] default null
)
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 5000
set search_path = ''
as $$
  with judged as materialized (
    select v.id, v.name, v.last_heartbeat_at, v.heartbeat_count, v.is_stale, v.paused,
      case
        when v.paused then 'paused'
        when v.is_stale then 'stale'
        when v.last_heartbeat_at is null then 'waiting'
        else 'healthy'
      end as state
    from private.tetrahedron_verdicts(measure_tetrahedrons.now_at, measure_tetrahedrons.tetrahedron_ids) v
  ),
  chosen as materialized (
    select j.*
    from judged j
    order by j.is_stale desc, j.paused, j.last_heartbeat_at nulls first, j.id
    limit private.get_integer_setting('metrics_max_series')
  )
  select m.name, jsonb_build_object('tetrahedron_id', c.id, 'name', c.name), m.value
  from chosen c
  cross join lateral (
    -- By tetrahedron, as the index has it: the log is far longer than the list of those who are chosen.
    select count(*) / 5.0 as per_minute
    from public.mesh_heartbeats h
    where h.tetrahedron_id = c.id
      and h.created_at >= date_trunc('minute', measure_tetrahedrons.now_at) - interval '5 minutes'
      and h.created_at < date_trunc('minute', measure_tetrahedrons.now_at)
  ) r
  cross join lateral (
    values
      ('heartbase_tetrahedron_heartbeats_per_minute', r.per_minute),
      ('heartbase_tetrahedron_heartbeats_total', c.heartbeat_count),
      ('heartbase_tetrahedron_last_heartbeat_age_seconds',
        extract(epoch from measure_tetrahedrons.now_at) - extract(epoch from c.last_heartbeat_at)),
      ('heartbase_tetrahedron_stale', c.is_stale::integer)
  ) m(name, value)
  union all
  select 'heartbase_tetrahedrons', jsonb_build_object('state', s.state), count(j.id)
  from unnest(array['healthy', 'paused', 'stale', 'waiting']) s(state)
  left join judged j on j.state = s.state
  where measure_tetrahedrons.tetrahedron_ids is null
  group by s.state
  union all
  select 'heartbase_tetrahedrons_by_jitterbug_state', jsonb_build_object('jitterbug_state', t.jitterbug_state), count(*)
  from public.tetrahedrons t
  where measure_tetrahedrons.tetrahedron_ids is null
  group by t.jitterbug_state
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "tetrahedron"}',
    (select count(*) from judged) - (select count(*) from chosen)
  where measure_tetrahedrons.tetrahedron_ids is null;
$$;
comment on function private.measure_tetrahedrons(timestamptz, uuid[]) is
  'Samples of tetrahedrons: rate and age of their heartbeats, staleness, counts by state.';
revoke all on function private.measure_tetrahedrons(timestamptz, uuid[]) from public, anon, authenticated, service_role;

-- What there is to measure of jobs at an instant. At most metrics_max_series have series of their own: the stale ones first, then
-- the failing ones, then the longest silent, the paused ones last. The states are those of the view healthcheck_jobs.
-- API: private. Called by: metric_samples.
create or replace function private.measure_jobs(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 7000
set search_path = ''
as $$
  with judged as materialized (
    select v.job_name, v.last_run_at, v.deadline, v.is_stale, v.is_failing, v.paused, v.consecutive_failures,
      case
        when v.paused then 'paused'
        when v.is_stale then 'stale'
        when v.is_failing then 'failing'
        when v.status = 'running' then 'running'
        else 'healthy'
      end as state
    from private.job_verdicts(measure_jobs.now_at) v
  ),
  chosen as materialized (
    select j.*
    from judged j
    order by j.is_stale desc, j.is_failing desc, j.paused, j.last_run_at, j.job_name
    limit private.get_integer_setting('metrics_max_series')
  )
  select m.name, jsonb_build_object('job_name', c.job_name), m.value
  from chosen c
  join public.job_heartbeats k on k.job_name = c.job_name
  cross join lateral (
    values
      ('heartbase_job_heartbeats_total', k.heartbeat_count::numeric),
      ('heartbase_job_last_run_age_seconds', extract(epoch from measure_jobs.now_at) - extract(epoch from c.last_run_at)),
      ('heartbase_job_deadline_seconds',
        case when not c.paused then extract(epoch from c.deadline) - extract(epoch from measure_jobs.now_at) end),
      ('heartbase_job_stale', c.is_stale::integer),
      ('heartbase_job_failing', c.is_failing::integer),
      ('heartbase_job_consecutive_failures', c.consecutive_failures),
      ('heartbase_job_last_duration_seconds', extract(epoch from k.last_duration))
  ) m(name, value)
  union all
  select 'heartbase_jobs', jsonb_build_object('state', s.state), count(j.job_name)
  from unnest(array['failing', 'healthy', 'paused', 'running', 'stale']) s(state)
  left join judged j on j.state = s.state
  group by s.state
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "job"}', (select count(*) from judged) - (select count(*) from chosen);
$$;
comment on function private.measure_jobs(timestamptz) is
  'Samples of jobs: age of their last runs, deadlines, staleness, failures, durations, counts by state.';
revoke all on function private.measure_jobs(timestamptz) from public, anon, authenticated, service_role;

-- What there is to measure of machines at an instant. At most metrics_max_series have series of their own: the offline ones first,
-- then the longest silent, the disabled ones last.
-- API: private. Called by: metric_samples.
create or replace function private.measure_machines(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 7000
set search_path = ''
as $$
  with known as materialized (
    select m.id, m.name, m.last_seen, m.is_enabled, m.status = 'online' as is_online, m.heartbeat_count,
      m.cpu_pct, m.mem_used_pct, m.disk_used_pct, case when m.is_enabled then m.status else 'disabled' end as state
    from public.machines m
  ),
  chosen as materialized (
    select k.*
    from known k
    order by k.is_enabled desc, k.is_online, k.last_seen nulls first, k.id
    limit private.get_integer_setting('metrics_max_series')
  )
  select m.name, jsonb_build_object('machine_id', c.id::text, 'name', c.name), m.value
  from chosen c
  cross join lateral (
    values
      ('heartbase_machine_heartbeats_total', c.heartbeat_count::numeric),
      ('heartbase_machine_last_seen_age_seconds', extract(epoch from measure_machines.now_at) - extract(epoch from c.last_seen)),
      ('heartbase_machine_online', c.is_online::integer),
      ('heartbase_machine_enabled', c.is_enabled::integer),
      -- The load of a machine that is not heard is not known.
      ('heartbase_machine_cpu_percent', case when c.is_online then c.cpu_pct::numeric end),
      ('heartbase_machine_memory_percent', case when c.is_online then c.mem_used_pct::numeric end),
      ('heartbase_machine_disk_percent', case when c.is_online then c.disk_used_pct::numeric end)
  ) m(name, value)
  union all
  select 'heartbase_machines', jsonb_build_object('state', s.state), count(k.id)
  from unnest(array['disabled', 'offline', 'online']) s(state)
  left join known k on k.state = s.state
  group by s.state
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "machine"}', (select count(*) from known) - (select count(*) from chosen);
$$;
comment on function private.measure_machines(timestamptz) is
  'Samples of machines: age of their last reports, status, load, counts by state.';
revoke all on function private.measure_machines(timestamptz) from public, anon, authenticated, service_role;

-- The open alerts by kind of subject, type and severity, the most frequent first where there are more sorts than
-- metrics_max_series: types are free text. subject_kind: null for all, and their number; otherwise this kind alone.
-- API: private. Called by: metric_samples.
create or replace function private.measure_alerts(subject_kind text default null)
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 20
set search_path = ''
as $$
  with sorts as materialized (
    select a.subject_kind, a.alert_type, a.severity, count(*) as open_count
    from public.guardian_alerts a
    where a.resolved_at is null
      and (measure_alerts.subject_kind is null or a.subject_kind = measure_alerts.subject_kind)
    group by a.subject_kind, a.alert_type, a.severity
  ),
  chosen as materialized (
    select s.*
    from sorts s
    order by s.open_count desc, s.subject_kind, s.alert_type, s.severity
    limit private.get_integer_setting('metrics_max_series')
  )
  select 'heartbase_alerts_open_by_type',
    jsonb_build_object('subject_kind', c.subject_kind, 'alert_type', c.alert_type, 'severity', c.severity), c.open_count::numeric
  from chosen c
  union all
  select 'heartbase_alerts_open', '{}', coalesce(sum(s.open_count), 0)
  from sorts s
  having measure_alerts.subject_kind is null
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "alert"}', (select count(*) from sorts) - (select count(*) from chosen)
  where measure_alerts.subject_kind is null;
$$;
comment on function private.measure_alerts(text) is 'Samples of open alerts.';
revoke all on function private.measure_alerts(text) from public, anon, authenticated, service_role;

-- The outbox and its channels at an instant. At most metrics_max_series channels have series of their own: the failing ones
-- first, then those with the most notifications. Names and kinds only: no destination, no error text.
-- API: private. Called by: metric_samples.
create or replace function private.measure_delivery(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 100
set search_path = ''
as $$
  with unfinished as materialized (
    -- Apart, as the two partial indexes are.
    select n.channel_id, n.state, count(*) as count, min(n.created_at) as oldest_at
    from public.notifications n
    where n.state in ('pending', 'leased')
    group by n.channel_id, n.state
    union all
    select n.channel_id, 'dead', count(*), null
    from public.notifications n
    where n.state = 'dead'
    group by n.channel_id
  ),
  chosen as materialized (
    select c.id, c.name, c.kind, c.enabled, c.failure_count
    from public.notification_channels c
    order by c.failure_count desc,
      (select sum(u.count) from unfinished u where u.channel_id = c.id) desc nulls last, c.id
    limit private.get_integer_setting('metrics_max_series')
  )
  select 'heartbase_outbox_notifications', jsonb_build_object('state', s.state), coalesce(sum(u.count), 0)
  from unnest(array['pending', 'leased', 'dead']) s(state)
  left join unfinished u on u.state = s.state
  group by s.state
  union all
  select 'heartbase_outbox_oldest_waiting_seconds', '{}',
    coalesce(extract(epoch from measure_delivery.now_at) - extract(epoch from min(u.oldest_at)), 0)
  from unfinished u
  join public.notification_channels c on c.id = u.channel_id
  where c.enabled
  union all
  select 'heartbase_outbox_next_due_seconds', '{}',
    extract(epoch from private.next_delivery_at()) - extract(epoch from measure_delivery.now_at)
  union all
  select 'heartbase_channel_notifications',
    jsonb_build_object('channel_id', c.id, 'name', c.name, 'kind', c.kind, 'state', s.state), coalesce(u.count, 0)
  from chosen c
  cross join unnest(array['pending', 'leased', 'dead']) s(state)
  left join unfinished u on u.channel_id = c.id and u.state = s.state
  union all
  select m.name, jsonb_build_object('channel_id', c.id, 'name', c.name, 'kind', c.kind), m.value
  from chosen c
  cross join lateral (
    values
      ('heartbase_channel_consecutive_failures', c.failure_count),
      ('heartbase_channel_enabled', c.enabled::integer)
  ) m(name, value)
  union all
  select 'heartbase_metrics_series_omitted', '{"kind": "channel"}',
    (select count(*) from public.notification_channels) - (select count(*) from chosen);
$$;
comment on function private.measure_delivery(timestamptz) is 'Samples of the outbox and its channels.';
revoke all on function private.measure_delivery(timestamptz) from public, anon, authenticated, service_role;

-- The evaluator's own sign of life at an instant. API: private. Called by: metric_samples.
create or replace function private.measure_evaluator(now_at timestamptz default now())
returns table (name text, labels jsonb, value numeric)
language sql
stable
rows 1
set search_path = ''
as $$
  select 'heartbase_evaluator_last_tick_age_seconds', '{}'::jsonb,
    extract(epoch from measure_evaluator.now_at) - extract(epoch from s.last_tick_at)
  from private.evaluator_state s;
$$;
comment on function private.measure_evaluator(timestamptz) is 'The sample of the minute tick.';
revoke all on function private.measure_evaluator(timestamptz) from public, anon, authenticated, service_role;

-- Every sample of every family at an instant, to three decimals; a value that is no finite number is null. Whatever is asked for,
-- a series means the same: with a kind of subject it is left to the families about that kind, with a tetrahedron to that one's own
-- series.
-- API: private. Called by: collect_metrics, render_metrics. Errors: invalid_subject_kind (22023), tetrahedron_not_found (PT404).
create or replace function private.metric_samples(
  now_at timestamptz default now(),
  subject_kind text default null,
  tetrahedron_id uuid default null
)
returns table (name text, labels jsonb, value numeric)
language plpgsql
stable
rows 10000
set search_path = ''
as $$
declare
  v_kind text := case
    when metric_samples.tetrahedron_id is null then metric_samples.subject_kind
    else coalesce(metric_samples.subject_kind, 'tetrahedron')
  end;
begin
  if v_kind not in ('job', 'machine', 'tetrahedron') or v_kind <> 'tetrahedron' and metric_samples.tetrahedron_id is not null then
    raise exception using errcode = '22023', message = 'invalid_subject_kind',
      detail = format('There are no such metrics of subjects of kind %L.', v_kind),
      hint = 'Pass job, machine or tetrahedron, or null for everything; an id goes with tetrahedron.';
  end if;
  if metric_samples.tetrahedron_id is not null
    and not exists (select from public.tetrahedrons t where t.id = metric_samples.tetrahedron_id) then
    raise exception using errcode = 'PT404', message = 'tetrahedron_not_found',
      detail = 'There is no tetrahedron with this id.',
      hint = 'Pass p_tetrahedron_id as an id of the table tetrahedrons, or null for all.';
  end if;
  return query
  -- Ages reckoned from infinite instants are no numbers. Postgres holds NaN for greater than every number.
  select s.name, s.labels, case when s.value > '-Infinity' and s.value < 'Infinity' then trim_scale(round(s.value, 3)) end
  from (
    select m.* from private.measure_tetrahedrons(
      metric_samples.now_at,
      case when metric_samples.tetrahedron_id is not null then array[metric_samples.tetrahedron_id] end
    ) m
    where v_kind is null or v_kind = 'tetrahedron'
    union all
    select m.* from private.measure_jobs(metric_samples.now_at) m where v_kind is null or v_kind = 'job'
    union all
    select m.* from private.measure_machines(metric_samples.now_at) m where v_kind is null or v_kind = 'machine'
    union all
    select m.* from private.measure_alerts(v_kind) m where metric_samples.tetrahedron_id is null
    union all
    select m.* from private.measure_delivery(metric_samples.now_at) m where v_kind is null
    union all
    select m.* from private.measure_evaluator(metric_samples.now_at) m where v_kind is null
  ) s;
end
$$;
comment on function private.metric_samples(timestamptz, text, uuid) is 'Samples of all metrics, or of those about a kind of subject.';
revoke all on function private.metric_samples(timestamptz, text, uuid) from public, anon, authenticated, service_role;

-- Metrics for whatever reads JSON: [{"name", "type", "help", "samples": [{"labels", "value"}]}], families in the order of their
-- names. A value that is no finite number, such as the age of a heartbeat that never came, is null. Stable, and so one snapshot.
-- p_subject_kind: the families about job, machine or tetrahedron alone. p_tetrahedron_id: the series of this one alone, whatever
-- metrics_max_series leaves out.
-- API: service role, and scripts/mesh-metrics.cjs --json. Errors: invalid_subject_kind (22023, HTTP 400),
-- tetrahedron_not_found (404). SECURITY DEFINER: the caller may read what the evaluator keeps in private.
create or replace function public.collect_metrics(p_subject_kind text default null, p_tetrahedron_id uuid default null)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object('name', d.name, 'type', d.type, 'help', d.help, 'samples', f.samples) order by d.name collate "C"
    ),
    '[]'
  )
  from private.metric_definitions() d
  join (
    select s.name, jsonb_agg(jsonb_build_object('labels', s.labels, 'value', s.value) order by s.labels::text collate "C")
      as samples
    from private.metric_samples(now(), p_subject_kind, p_tetrahedron_id) s
    group by s.name
  ) f on f.name = d.name;
$$;
comment on function public.collect_metrics(text, uuid) is 'Metrics as JSON. Service role only.';
revoke all on function public.collect_metrics(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.collect_metrics(text, uuid) to service_role;

-- Metrics in Prometheus' text format 0.0.4, families and series in the order of their names. What has no finite value is left out.
-- The parameters and the errors are those of collect_metrics. Stable, and so one snapshot.
-- API: service role; the edge function metrics, scripts/mesh-metrics.cjs. SECURITY DEFINER: as collect_metrics.
create or replace function public.render_metrics(p_subject_kind text default null, p_tetrahedron_id uuid default null)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    string_agg(
      -- The format's escapes: in help texts of backslash and newline, in labels of the double quote as well.
      format(E'# HELP %s %s\n# TYPE %s %s\n%s', d.name, replace(replace(d.help, '\', '\\'), E'\n', '\n'), d.name, d.type, f.lines),
      '' order by d.name collate "C"
    ),
    ''
  )
  from private.metric_definitions() d
  join (
    select l.name, string_agg(l.line, '' order by l.line collate "C") as lines
    from (
      select s.name, s.name || coalesce('{' || (
        select string_agg(
          p.key || '="' || replace(replace(replace(p.value, '\', '\\'), '"', '\"'), E'\n', '\n') || '"',
          ',' order by p.key collate "C"
        )
        from jsonb_each_text(s.labels) p
      ) || '}', '') || ' ' || s.value || E'\n' as line
      from private.metric_samples(now(), p_subject_kind, p_tetrahedron_id) s
      where s.value is not null
    ) l
    group by l.name
  ) f on f.name = d.name;
$$;
comment on function public.render_metrics(text, uuid) is 'Metrics in Prometheus'' text format. Service role only.';
revoke all on function public.render_metrics(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.render_metrics(text, uuid) to service_role;
