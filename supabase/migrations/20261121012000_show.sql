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
-- the failing ones, then the longest silent, the paused ones last.
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
      v.state
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
    select n.channel_id, h.state, count(*) as count, min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where h.state <> 'held') as oldest_at
    from public.notifications n
    cross join lateral (select case when n.held_until > measure_delivery.now_at then 'held' else n.state end as state) h
    where n.state in ('pending', 'leased')
    group by n.channel_id, h.state
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
  from unnest(array['pending', 'leased', 'held', 'dead']) s(state)
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
  cross join unnest(array['pending', 'leased', 'held', 'dead']) s(state)
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

-- alive_probes: where the project's owner puts functions that the boot check may ask. The schema is the allow-list: making a
-- function in it takes the rights of the owner, and naming one in alive_subsystems takes an admin of the application.
-- alive_prober: the role that these functions are called as. It owns nothing but private.call_alive_function and may do
-- nothing else; what a function must read is granted to it, or the function is SECURITY DEFINER.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'alive_prober') then
    create role alive_prober nologin;
  end if;
end
$$;
-- To hand a function over to a role, one must be a member of it.
grant alive_prober to current_user;

create schema if not exists alive_probes;
comment on schema alive_probes is 'Functions that the boot check may ask: no arguments, answering boolean or jsonb.';
revoke all on schema alive_probes from public, anon, authenticated, service_role;
grant usage on schema alive_probes to alive_prober;

-- What the boot check asks: the parts of Heartbase itself, and what an admin adds. A name is shown to everybody who asks for
-- the status; everything else here is for admins.
-- built_in: asked by name, target is null. sql_function: target names a function of the schema alive_probes. url: a GET of
-- target by the edge function, behind the guard that channels have.
create table if not exists public.alive_subsystems (
  name text primary key constraint alive_subsystems_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  title text not null constraint alive_subsystems_title_form
    check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  core boolean not null default false,
  kind text not null constraint alive_subsystems_kind_known check (kind in ('built_in', 'sql_function', 'url')),
  target text,
  timeout interval not null default '4 seconds' constraint alive_subsystems_timeout_range
    check (timeout between interval '100 milliseconds' and interval '4 seconds'),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint alive_subsystems_built_in_names check (
    (kind = 'built_in')
      = (name in ('database', 'evaluator', 'ingest', 'pg_cron', 'pg_net', 'outbox', 'channels', 'auth'))
    -- One is made of each kind of channel.
    and not starts_with(name, 'channel_')
  ),
  constraint alive_subsystems_target_given check ((target is null) = (kind = 'built_in'))
);
comment on table public.alive_subsystems is 'What the boot check asks. Admins and the service role only; names are public.';
comment on column public.alive_subsystems.name is 'Name in the status, shown to everybody.';
comment on column public.alive_subsystems.title is 'What people call it.';
comment on column public.alive_subsystems.core is 'True: when it fails, the phase is error; otherwise degraded.';
comment on column public.alive_subsystems.kind is 'built_in, sql_function or url.';
comment on column public.alive_subsystems.target is
  'alive_probes.<function>, or an https URL that a GET must answer with 2xx. No secrets: admins read it.';
comment on column public.alive_subsystems.timeout is 'How long its answer may take, at most 4 seconds.';
comment on column public.alive_subsystems.enabled is 'False: it is not asked and not in the status.';
comment on column public.alive_subsystems.created_at is 'When it was made.';
comment on column public.alive_subsystems.updated_at is 'When it was last changed.';

alter table public.alive_subsystems enable row level security;
revoke all on public.alive_subsystems from public, anon, authenticated, service_role;
grant select, delete on public.alive_subsystems to authenticated;
grant insert (name, title, core, kind, target, timeout, enabled) on public.alive_subsystems to authenticated;
-- Its name and kind are what a subsystem is: another one is another row.
grant update (title, core, target, timeout, enabled) on public.alive_subsystems to authenticated;
grant select, insert, update, delete on public.alive_subsystems to service_role;

drop policy if exists "Admins read subsystems" on public.alive_subsystems;
create policy "Admins read subsystems" on public.alive_subsystems
  for select to authenticated using ((select public.is_admin()));
drop policy if exists "Admins add subsystems" on public.alive_subsystems;
create policy "Admins add subsystems" on public.alive_subsystems
  for insert to authenticated with check ((select public.is_admin()));
drop policy if exists "Admins change subsystems" on public.alive_subsystems;
create policy "Admins change subsystems" on public.alive_subsystems
  for update to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));
drop policy if exists "Admins remove subsystems of their own" on public.alive_subsystems;
create policy "Admins remove subsystems of their own" on public.alive_subsystems
  for delete to authenticated using (kind <> 'built_in' and (select public.is_admin()));

insert into public.alive_subsystems (name, title, core, kind)
values
  ('database', 'Database', true, 'built_in'),
  ('evaluator', 'Evaluator', true, 'built_in'),
  ('ingest', 'Ingest', true, 'built_in'),
  ('pg_cron', 'pg_cron', false, 'built_in'),
  ('pg_net', 'pg_net', false, 'built_in'),
  ('outbox', 'Outbox', false, 'built_in'),
  ('channels', 'Channels', false, 'built_in'),
  ('auth', 'Auth', false, 'built_in')
on conflict do nothing;

-- Refuses a target that could not be asked, with an error that says why. Called by: trigger alive_subsystems_validate.
create or replace function private.validate_alive_subsystem()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_function text;
begin
  new.updated_at := now();
  if new.kind = 'url' then
    new.target := btrim(new.target);
    -- The edge function decides whether it may be fetched, each time; here it must only be a URL that shows no password.
    if new.target !~ '^https?://[^\s/@?#]+([/?][^\s#]*)?$' or char_length(new.target) > 2000 then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = 'The target of a url is an absolute URL of at most 2000 characters, without user name, password or fragment.',
        hint = 'Give it as target, such as https://example.com/health. It must be https, but for the local stack.';
    end if;
  elsif new.kind = 'sql_function' then
    v_function := regexp_replace(regexp_replace(btrim(new.target), '^alive_probes\.', ''), '\(\)$', '');
    if not exists (
      select from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'alive_probes' and p.proname = v_function and p.pronargs = 0 and p.prokind = 'f' and not p.proretset
        and p.prorettype in ('boolean'::regtype, 'jsonb'::regtype)
    ) then
      raise exception using errcode = '22023', message = 'invalid_target',
        detail = format('There is no function alive_probes.%s() that answers boolean or jsonb.', v_function),
        hint = 'As the owner of the database: create function alive_probes.my_probe() returns boolean …';
    end if;
    new.target := 'alive_probes.' || v_function;
  end if;
  if tg_op = 'INSERT' and new.kind <> 'built_in'
    and (select count(*) >= 50 from public.alive_subsystems s where s.kind <> 'built_in') then
    raise exception using errcode = '22023', message = 'too_many_subsystems',
      detail = 'The boot check asks everything at once: there are at most 50 subsystems besides the built-in ones.',
      hint = 'Remove one that is not needed any more.';
  end if;
  return new;
end
$$;
comment on function private.validate_alive_subsystem() is 'Trigger: refuses subsystems that could not be asked.';
revoke all on function private.validate_alive_subsystem() from public, anon, authenticated, service_role;

drop trigger if exists alive_subsystems_validate on public.alive_subsystems;
create trigger alive_subsystems_validate
  before insert or update on public.alive_subsystems
  for each row execute function private.validate_alive_subsystem();

-- The last boot check, and who is making one: one row. Whoever sets the lease makes the check; a lease that has ended belonged
-- to a check that crashed, and the next one takes over.
create table if not exists private.alive_state (
  id boolean primary key default true constraint alive_state_single check (id),
  phase text not null default 'booting' constraint alive_state_phase_known
    check (phase in ('booting', 'operational', 'degraded', 'error')),
  lease uuid,
  lease_expires_at timestamptz,
  started_at timestamptz,
  probes jsonb,
  finished_at timestamptz,
  result jsonb,
  constraint alive_state_lease_ends check ((lease is null) = (lease_expires_at is null))
) with (fillfactor = 50);
comment on table private.alive_state is 'The last boot check, with what it found, and the lease of one that runs.';
alter table private.alive_state enable row level security;
revoke all on private.alive_state from public, anon, authenticated, service_role;
insert into private.alive_state (id) values (true) on conflict do nothing;

-- What a boot check asks now: the enabled subsystems, and in place of channels one of each kind of channel that is in use.
-- asked_by: the database answers sql, the edge function itself url and auth.
-- API: private. Called by: lease_alive_check and run_alive_probe.
create or replace function private.list_alive_probes()
returns table (name text, title text, core boolean, asked_by text, target text, timeout interval)
language sql
stable
set search_path = ''
as $$
  select s.name, s.title, s.core,
    case when s.kind = 'url' then 'url' when s.name = 'auth' then 'auth' else 'sql' end,
    s.target, s.timeout
  from public.alive_subsystems s
  where s.enabled and s.name <> 'channels'
  union all
  select 'channel_' || c.kind, s.title || ': ' || c.kind, s.core, 'sql', null, s.timeout
  from public.alive_subsystems s
  cross join (select distinct n.kind from public.notification_channels n where n.enabled) c
  where s.enabled and s.name = 'channels';
$$;
comment on function private.list_alive_probes() is 'The probes of a boot check: enabled subsystems, a channel_<kind> for each kind in use.';
revoke all on function private.list_alive_probes() from public, anon, authenticated, service_role;

-- Calls a function of the schema alive_probes as the role alive_prober. API: private. Called by: run_alive_probe.
-- SECURITY DEFINER, and owned by that role: code that a boot check runs has that role's rights, which are none, and SET ROLE is
-- forbidden within. A lock is waited for less long than the answer.
create or replace function private.call_alive_function(function_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_answer jsonb;
begin
  execute format('select to_jsonb(alive_probes.%I())', call_alive_function.function_name) into v_answer;
  return v_answer;
end
$$;
comment on function private.call_alive_function(text) is 'Answer of a function of the schema alive_probes, called without rights.';
revoke all on function private.call_alive_function(text) from public, anon, authenticated, service_role;

-- An owner must be able to create in the schema at the moment of the handover, and not after.
grant create on schema private to alive_prober;
alter function private.call_alive_function(text) owner to alive_prober;
revoke create on schema private from alive_prober;

-- Whether the database answers and can be written: hosted Supabase makes one whose disk is full read-only, and a standby is.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_database()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', not v.read_only,
    'error', case when v.read_only then 'The database is read-only.' end,
    'details', jsonb_build_object(
      'version', current_setting('server_version'),
      'started_at', pg_postmaster_start_time(),
      'connections', (select d.numbackends from pg_catalog.pg_stat_database d where d.datname = current_database()),
      'max_connections', current_setting('max_connections')::integer
    )
  )
  from (select current_setting('transaction_read_only')::boolean as read_only) v;
$$;
comment on function private.probe_database() is 'Probe: the database answers and can be written.';
revoke all on function private.probe_database() from public, anon, authenticated, service_role;

-- Whether the minute tick is on time: the last one began at most three minutes ago.
-- API: private. Called by: run_alive_probe, and read_alive_state, for /alive/health asks it each time.
create or replace function private.probe_evaluator(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', coalesce(v.age_seconds <= 180, false),
    'error', case
      when v.age_seconds is null then 'The minute tick has never run.'
      when v.age_seconds > 180 then format('The minute tick last ran %s s ago.', v.age_seconds)
    end,
    'details', jsonb_build_object('last_tick_at', v.last_tick_at, 'age_seconds', v.age_seconds)
  )
  from (
    select s.last_tick_at, ceil(extract(epoch from greatest(probe_evaluator.now_at, s.last_tick_at) - s.last_tick_at))::bigint
      as age_seconds
    from private.evaluator_state s
  ) v;
$$;
comment on function private.probe_evaluator(timestamptz) is 'Probe: the last minute tick is at most three minutes old.';
revoke all on function private.probe_evaluator(timestamptz) from public, anon, authenticated, service_role;

-- Whether pg_cron has the jobs of Heartbase, active, and their last run succeeded. A run is looked for among the newest 10,000
-- of the whole history, by its primary key: what ran before is not judged.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_cron()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    with jobs as (
      select coalesce(j.jobname, e.jobname) as jobname, j.jobid, j.active
      from private.schedules() e
      full join (
        select c.jobid, c.jobname, c.active
        from cron.job c
        where c.database = current_database() and c.username = current_user
          and (starts_with(c.jobname, 'heartbase-') or c.jobname = 'cron-healthcheck-job')
      ) j on j.jobname = e.jobname
    ),
    judged as (
      select j.jobname, case
        when j.jobid is null then 'is missing'
        when not j.active then 'is not active'
        when r.status = 'failed' then 'failed last time: '
          || left(split_part(btrim(coalesce(r.return_message, 'no message')), E'\n', 1), 200)
      end as fault
      from jobs j
      left join lateral (
        select d.status, d.return_message
        from cron.job_run_details d
        where d.jobid = j.jobid and d.status in ('succeeded', 'failed')
          and d.runid > (select max(m.runid) - 10000 from cron.job_run_details m)
        order by d.runid desc
        limit 1
      ) r on true
    )
    select jsonb_build_object(
      'ok', count(v.fault) = 0,
      'error', string_agg(v.jobname || ' ' || v.fault, '; ' order by v.jobname),
      'details', jsonb_build_object('jobs', count(*), 'faulty', count(v.fault))
    )
    from judged v
  );
end
$$;
comment on function private.probe_pg_cron() is 'Probe: the pg_cron jobs of Heartbase exist, are active, and succeeded last time.';
revoke all on function private.probe_pg_cron() from public, anon, authenticated, service_role;

-- Whether pg_net sends, and edge functions answer: no call of ours waits in its queue for over a minute, and the last call of
-- the past hour that has ended was answered with 2xx. A call counts as unanswered when the last tick would have found its
-- answer: while ticks do not come, that is the evaluator's fault and not pg_net's.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_pg_net(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with calls as (
    select r.id, r.requested_at, r.status_code,
      case
        when r.completed_at is not null then r.error
        when r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at
          then 'no answer'
      end as error,
      r.completed_at is not null
        or coalesce(r.requested_at + private.get_interval_setting('edge_timeout') + interval '30 seconds' < s.last_tick_at, false)
        as has_ended,
      r.completed_at is null and r.requested_at < probe_pg_net.now_at - interval '1 minute'
        and exists (select from net.http_request_queue q where q.id = r.request_id) as is_stuck
    from private.edge_requests r
    cross join private.evaluator_state s
    where r.requested_at > probe_pg_net.now_at - interval '1 hour'
    order by r.id desc
    limit 500
  ),
  counts as (
    select count(*) as calls, count(c.error) as failed, count(*) filter (where c.is_stuck) as stuck,
      (array_agg(c.error order by c.id desc) filter (where c.has_ended))[1] as last_error,
      max(c.requested_at) filter (where c.has_ended) as last_call_at
    from calls c
  )
  select jsonb_build_object(
    'ok', v.stuck = 0 and v.last_error is null,
    'error', case
      when v.stuck > 0 then format('%s calls wait in the queue of pg_net for over a minute.', v.stuck)
      else 'The last call of an edge function failed: ' || v.last_error
    end,
    'details', jsonb_build_object(
      -- Others use pg_net as well: their number is worth showing and no fault.
      'queued', (select count(*) from (select from net.http_request_queue limit 1000) q),
      'calls_last_hour', v.calls, 'failed_last_hour', v.failed, 'last_call_at', v.last_call_at
    )
  )
  from counts v;
$$;
comment on function private.probe_pg_net(timestamptz) is 'Probe: pg_net sends, and the last call of an edge function was answered.';
revoke all on function private.probe_pg_net(timestamptz) from public, anon, authenticated, service_role;

-- Whether messages leave: none to a channel that is on has waited for over ten minutes, and no channel has let one die in the
-- last day without having taken another since. Test messages do not count, nor does what a silence holds.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_outbox(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with waiting as (
    select count(*) as waiting,
      ceil(extract(epoch from probe_outbox.now_at - min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where c.enabled)))::bigint as oldest_seconds
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state in ('pending', 'leased') and n.event <> 'test' and coalesce(n.held_until <= probe_outbox.now_at, true)
  ),
  dead as (
    select count(*) as dead,
      count(*) filter (where c.last_success_at > n.finished_at is not true) as unmade
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.finished_at > probe_outbox.now_at - interval '1 day' and n.event <> 'test'
  )
  select jsonb_build_object(
    'ok', coalesce(w.oldest_seconds, 0) <= 600 and d.unmade = 0,
    'error', nullif(concat_ws(' ',
      case when w.oldest_seconds > 600 then format('A message has waited for %s s.', w.oldest_seconds) end,
      case when d.unmade > 0 then format('%s messages died, and their channels have taken none since.', d.unmade) end
    ), ''),
    'details', jsonb_build_object('waiting', w.waiting, 'oldest_seconds', w.oldest_seconds, 'dead_last_day', d.dead)
  )
  from waiting w, dead d;
$$;
comment on function private.probe_outbox(timestamptz) is 'Probe: no message waits for over ten minutes, and none has died unmade.';
revoke all on function private.probe_outbox(timestamptz) from public, anon, authenticated, service_role;

-- Whether the channels of a kind take messages: none that is on has failed three times in a row. One failure, or two, is what
-- retries are for.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_channels(channel_kind text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', v.failing = 0,
    'error', case when v.failing > 0 then format('%s of %s channels fail: %s', v.failing, v.channels, v.last_error) end,
    'details', jsonb_build_object('channels', v.channels, 'failing', v.failing, 'failures', v.failures)
  )
  from (
    select count(*) as channels, count(*) filter (where c.failure_count >= 3) as failing, coalesce(sum(c.failure_count), 0) as failures,
      (array_agg(c.last_error order by c.last_error_at desc) filter (where c.failure_count >= 3))[1] as last_error
    from public.notification_channels c
    where c.enabled and c.kind = probe_channels.channel_kind
  ) v;
$$;
comment on function private.probe_channels(text) is 'Probe: no enabled channel of a kind has failed three times in a row.';
revoke all on function private.probe_channels(text) from public, anon, authenticated, service_role;

-- Whether a heartbeat would be taken: the service role may call every recorder, and one heartbeat is recorded for trial and
-- rolled back, so that a trigger or a constraint that refuses heartbeats is found. What refuses it is this probe's error.
-- API: private. Called by: run_alive_probe.
create or replace function private.probe_ingest()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_recorders constant text[] := array['record_mesh_heartbeat', 'record_mesh_heartbeats', 'update_job_heartbeat'];
  v_closed text;
begin
  select string_agg(r.name, ', ' order by r.name) into v_closed
  from unnest(v_recorders) r(name)
  where not exists (
    select from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = r.name
      and has_function_privilege('service_role', p.oid, 'execute')
  );
  begin
    perform public.update_job_heartbeat('heartbase-alive-trial', 'healthy', '{}');
    raise exception using errcode = 'HBTRY', message = 'the trial is over';
  exception
    when sqlstate 'HBTRY' then
      null;
  end;
  return jsonb_build_object(
    'ok', v_closed is null,
    'error', 'The service role may not call ' || v_closed || '.',
    'details', jsonb_build_object('recorders', to_jsonb(v_recorders))
  );
end
$$;
comment on function private.probe_ingest() is 'Probe: recorders are open to the service role, and a heartbeat can be recorded.';
revoke all on function private.probe_ingest() from public, anon, authenticated, service_role;

-- Asks one subsystem that the database itself answers for: {ok, error, details}. What raises is the caller's to report.
-- API: service role. Called by: the edge function alive, once for each subsystem, all at the same time.
-- SECURITY DEFINER: it reads pg_cron, pg_net and the outbox. PostgREST applies the statement_timeout to the whole call.
create or replace function public.run_alive_probe(p_name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '4s'
as $$
declare
  v_target text;
  v_answer jsonb;
begin
  select l.target into v_target from private.list_alive_probes() l where l.name = p_name and l.asked_by = 'sql';
  if not found then
    raise exception using errcode = 'PT404', message = 'alive_probe_not_found',
      detail = format('There is no subsystem %L that is on and that the database answers for.', p_name),
      hint = 'See: select name, kind, enabled from alive_subsystems;';
  end if;
  if v_target is not null then
    v_answer := private.call_alive_function(substr(v_target, length('alive_probes.') + 1));
    return case
      when jsonb_typeof(v_answer) = 'boolean' then jsonb_build_object('ok', v_answer)
      when jsonb_typeof(v_answer) = 'object' and jsonb_typeof(v_answer -> 'ok') = 'boolean' then v_answer
      else jsonb_build_object('ok', false, 'error', v_target || ' answered neither a boolean nor an object with a boolean ok.')
    end;
  end if;
  return case p_name
    when 'database' then private.probe_database()
    when 'evaluator' then private.probe_evaluator()
    when 'ingest' then private.probe_ingest()
    when 'pg_cron' then private.probe_pg_cron()
    when 'pg_net' then private.probe_pg_net()
    when 'outbox' then private.probe_outbox()
    else private.probe_channels(substr(p_name, length('channel_') + 1))
  end;
end
$$;
comment on function public.run_alive_probe(text) is 'Answer of one subsystem of the boot check, {ok, error, details}. Service role only.';
revoke all on function public.run_alive_probe(text) from public, anon, authenticated, service_role;
grant execute on function public.run_alive_probe(text) to service_role;

-- What the last boot check found, how old that is, whether one runs, and how the evaluator is right now.
-- API: private. Called by: begin_alive_check, finish_alive_check and report_alive.
create or replace function private.read_alive_state(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', coalesce(
      s.result,
      jsonb_build_object(
        'alive', false, 'phase', s.phase, 'timestamp', coalesce(s.started_at, read_alive_state.now_at), 'subsystems', '{}'::jsonb
      )
    ),
    'age_seconds', round(extract(epoch from greatest(read_alive_state.now_at, s.finished_at) - s.finished_at), 1),
    'running', coalesce(s.lease_expires_at > read_alive_state.now_at, false),
    'evaluator', private.probe_evaluator(read_alive_state.now_at)
  )
  from private.alive_state s;
$$;
comment on function private.read_alive_state(timestamptz) is 'The last boot check with its age, whether one runs, and the evaluator''s state.';
revoke all on function private.read_alive_state(timestamptz) from public, anon, authenticated, service_role;

-- Takes the lease of a boot check and returns the probes to make; null when there is none to make: one runs already, or (unless
-- forced) the last result is younger than the setting alive_refresh_after.
-- A lease lasts 30 seconds, far longer than a check may take: an older one belonged to a check that crashed.
-- API: private. Called by: begin_alive_check.
create or replace function private.lease_alive_check(lease uuid, force boolean, now_at timestamptz default now())
returns jsonb
language sql
set search_path = ''
as $$
  update private.alive_state s
  set lease = lease_alive_check.lease,
      lease_expires_at = lease_alive_check.now_at + interval '30 seconds',
      started_at = lease_alive_check.now_at,
      probes = (
        select coalesce(jsonb_agg(jsonb_build_object(
          'name', l.name, 'title', l.title, 'core', l.core, 'asked_by', l.asked_by, 'target', l.target,
          'timeout_ms', (extract(epoch from l.timeout) * 1000)::integer
        ) order by l.name), '[]')
        from private.list_alive_probes() l
      )
  where coalesce(s.lease_expires_at <= lease_alive_check.now_at, true)
    and (
      lease_alive_check.force or s.finished_at is null
      or s.finished_at <= lease_alive_check.now_at - private.get_interval_setting('alive_refresh_after')
    )
  returning s.probes;
$$;
comment on function private.lease_alive_check(uuid, boolean, timestamptz) is 'Takes the lease of a boot check; its probes, or null.';
revoke all on function private.lease_alive_check(uuid, boolean, timestamptz) from public, anon, authenticated, service_role;

-- Begins a boot check when one is due, or when forced, and none runs: then the answer has a lease and the probes to make.
-- In any case it has the state as it is. However often it is called, checks are no more frequent than alive_refresh_after.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.begin_alive_check(p_force boolean default false)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_lease uuid := gen_random_uuid();
  v_probes jsonb := private.lease_alive_check(v_lease, coalesce(p_force, false));
begin
  return private.read_alive_state() || case
    when v_probes is null then '{}'
    else jsonb_build_object('lease', v_lease, 'probes', v_probes)
  end;
end
$$;
comment on function public.begin_alive_check(boolean) is
  'State of the boot check; with a lease and probes when the caller is to make one. Service role only.';
revoke all on function public.begin_alive_check(boolean) from public, anon, authenticated, service_role;
grant execute on function public.begin_alive_check(boolean) to service_role;

-- Takes the answers of a boot check, {name: {ok, error, details, duration_ms}}, decides the phase and keeps it. The subsystems
-- are those that the lease was given for; one without an answer has failed. Details of over 10 kB are left out.
-- Returns the state, as begin_alive_check does; when the lease was lost meanwhile, nothing changes.
-- API: service role. Called by: the edge function alive. SECURITY DEFINER: the state is private.
create or replace function public.finish_alive_check(p_lease uuid, p_subsystems jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_probes jsonb;
  v_subsystems jsonb;
  v_phase text;
begin
  if p_subsystems is null or jsonb_typeof(p_subsystems) <> 'object' or octet_length(p_subsystems::text) > 1048576 then
    raise exception using errcode = '22023', message = 'invalid_subsystems',
      detail = 'The answers of a boot check are an object of at most 1 MB.',
      hint = 'Pass p_subsystems such as {"database": {"ok": true}}.';
  end if;
  select s.probes into v_probes from private.alive_state s where s.lease = p_lease for update;
  if not found then
    return private.read_alive_state();
  end if;

  select
    coalesce(jsonb_object_agg(v.probe ->> 'name',
      jsonb_build_object('ok', v.ok, 'core', v.core, 'title', v.probe -> 'title')
      || case when v.ok then '{}' else
        jsonb_build_object('error', coalesce(left(v.answer ->> 'error', 500), 'It gave no answer.')) end
      || case when jsonb_typeof(v.answer -> 'duration_ms') = 'number' then
        jsonb_build_object('duration_ms', v.answer -> 'duration_ms') else '{}' end
      || case when jsonb_typeof(v.answer -> 'details') = 'object' and octet_length((v.answer -> 'details')::text) <= 10240 then
        jsonb_build_object('details', v.answer -> 'details') else '{}' end
    ), '{}'),
    case
      when bool_or(v.core and not v.ok) then 'error'
      when bool_or(not v.ok) then 'degraded'
      else 'operational'
    end
  into v_subsystems, v_phase
  from (
    select p.probe, (p.probe ->> 'core')::boolean as core, p_subsystems -> (p.probe ->> 'name') as answer,
      coalesce(p_subsystems -> (p.probe ->> 'name') -> 'ok' = 'true', false) as ok
    from jsonb_array_elements(v_probes) p(probe)
  ) v;

  update private.alive_state s
  set phase = v_phase, lease = null, lease_expires_at = null, probes = null, finished_at = now(),
      result = jsonb_build_object(
        'alive', v_phase <> 'error', 'phase', v_phase, 'timestamp', now(), 'subsystems', v_subsystems
      )
  where s.lease = p_lease;
  return private.read_alive_state();
end
$$;
comment on function public.finish_alive_check(uuid, jsonb) is
  'Keeps the answers of a boot check and decides its phase; returns the state. Service role only.';
revoke all on function public.finish_alive_check(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.finish_alive_check(uuid, jsonb) to service_role;

-- The state for admins and the service role; anybody else is refused. API: private. Called by: alive_report.
-- SECURITY DEFINER: the state is private. It decides by the role and the token of the caller.
create or replace function private.report_alive()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_caller text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- By the roles that are trusted, so that a role that nobody thought of is not.
  if v_caller not in ('service_role', current_user) and not (select public.is_admin()) then
    raise exception using errcode = '42501', message = 'not_an_admin',
      detail = 'What the boot check found is for admins.',
      hint = 'Sign in as a user whose app_metadata.role is admin. Everybody may call the edge function at /alive/status.';
  end if;
  return private.read_alive_state();
end
$$;
comment on function private.report_alive() is 'The state of the boot check, for admins and the service role.';
revoke all on function private.report_alive() from public, anon, authenticated, service_role;
grant execute on function private.report_alive() to authenticated, service_role;

-- What the last boot check found, with every detail: {status, age_seconds, running, evaluator}. It makes no check.
-- API: admins, the service role. Runs as the caller. Called by: the Operator Panel.
create or replace function public.alive_report()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.report_alive();
$$;
comment on function public.alive_report() is 'What the last boot check found, with details. Admins and the service role.';
revoke all on function public.alive_report() from public, anon, authenticated, service_role;
grant execute on function public.alive_report() to authenticated, service_role;

-- The pulse of executions: {pulse, timestamp, details}. unknown: there are none. error: they stand still, or one of the tenants' last
-- executions has errors. warning: one has alerts or warnings. Otherwise alive. They stand still when the newest is over 15 minutes old and
-- a tenant has been due, in its active hours, for that long: tenants that are looked at once an hour are no trouble in between.
-- API: private. Called by: system_health.
create or replace function private.measure_system_health(now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  with watched as materialized (
    select t.id, t.created_at, s.active_start_hour, s.active_end_hour, s.timezone
    from public.tenants t
    join public.tenant_settings s on s.tenant_id = t.id
    where not t.paused and s.enabled
  ),
  latest as materialized (
    select w.id, e.completed_at, e.overall_status
    from watched w
    cross join lateral (
      select x.completed_at, x.overall_status
      from public.heartbeat_executions x
      where x.tenant_id = w.id and x.started_at <= measure_system_health.now_at
      order by x.started_at desc
      limit 1
    ) e
  ),
  counted as (
    select max(l.completed_at) as last_at, count(*) filter (where l.overall_status = 'all_clear') as all_clear,
      count(*) filter (where l.overall_status = 'has_warnings') as has_warnings,
      count(*) filter (where l.overall_status = 'has_alerts') as has_alerts,
      count(*) filter (where l.overall_status = 'has_errors') as has_errors
    from latest l
  ),
  overdue as (
    select count(*) as count
    from private.tenant_run_states r
    join watched w on w.id = r.tenant_id
    cross join lateral (values (measure_system_health.now_at - interval '15 minutes')) b(at)
    where r.next_run_at <= b.at and w.created_at <= b.at - (select private.get_interval_setting('tenant_minimum_age'))
      and coalesce(private.is_hour_within(b.at, w.active_start_hour, w.active_end_hour, w.timezone), true)
      and coalesce(
        private.is_hour_within(measure_system_health.now_at, w.active_start_hour, w.active_end_hour, w.timezone), true
      )
  ),
  judged as (
    select c.*, o.count as overdue,
      c.last_at < measure_system_health.now_at - interval '15 minutes' and o.count > 0 as is_stale
    from counted c, overdue o
  )
  select jsonb_build_object(
    'pulse', case
      when j.last_at is null then 'unknown'
      when j.is_stale or j.has_errors > 0 then 'error'
      when j.has_alerts + j.has_warnings > 0 then 'warning'
      else 'alive'
    end,
    'timestamp', measure_system_health.now_at,
    'details', jsonb_build_object(
      'last_execution_at', j.last_at,
      'age_seconds', round(extract(epoch from measure_system_health.now_at - j.last_at), 1),
      'stale', coalesce(j.is_stale, false), 'overdue', j.overdue,
      'tenants', jsonb_build_object(
        'all_clear', j.all_clear, 'has_warnings', j.has_warnings, 'has_alerts', j.has_alerts, 'has_errors', j.has_errors
      ),
      'worst', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'tenantId', w.id, 'overallStatus', w.overall_status, 'completedAt', w.completed_at
        ) order by w.rank desc, w.id), '[]')
        from (
          select l.*, array_position(array['has_warnings', 'has_alerts', 'has_errors'], l.overall_status) as rank
          from latest l
          where l.overall_status <> 'all_clear'
          order by rank desc, l.id
          limit 20
        ) w
      )
    )
  )
  from judged j;
$$;
comment on function private.measure_system_health(timestamptz) is 'The pulse of executions, with what it is made of.';
revoke all on function private.measure_system_health(timestamptz) from public, anon, authenticated, service_role;

-- API: service role. Called by: the edge function alive. SECURITY DEFINER: it reads when tenants are due.
create or replace function public.system_health()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.measure_system_health();
$$;
comment on function public.system_health() is 'The pulse of executions: alive, warning, error or unknown, with details. Service role only.';
revoke all on function public.system_health() from public, anon, authenticated, service_role;
grant execute on function public.system_health() to service_role;

-- Whom people know a user as: the address they sign in with.
-- SECURITY DEFINER: users may not read auth.users. API: private. Called by: silence_status, for rows that its caller may see.
create or replace function private.email_of(user_id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select u.email from auth.users u where u.id = email_of.user_id;
$$;
comment on function private.email_of(uuid) is 'The address of a user.';
revoke all on function private.email_of(uuid) from public, anon, authenticated, service_role;
grant execute on function private.email_of(uuid) to authenticated, service_role;

-- Silences with what people want to know of them: whether they are coming, current or ended (a snooze ends with its alert), who made
-- them, of a snooze which alert it is about, and what the subject was called when it was last alerted about. Runs as the caller: row
-- level security applies.
create or replace view public.silence_status with (security_invoker = true) as
select
  s.id,
  case when s.ends_at <= now() or a.resolved_at is not null then 'ended' when s.starts_at > now() then 'coming' else 'current' end as state,
  s.owner_id, s.tenant_id, s.alert_id, s.subject_kind, s.subject_id, s.alert_type, s.reason, s.starts_at, s.ends_at,
  s.created_by, private.email_of(s.created_by) as created_by_email, s.created_at,
  a.subject_kind as alert_subject_kind, a.subject_name as alert_subject_name, a.message as alert_message, a.resolved_at as alert_resolved_at,
  (
    select l.subject_name from public.guardian_alerts l
    where l.subject_kind = s.subject_kind and l.subject_id = s.subject_id
    order by l.created_at desc
    limit 1
  ) as subject_name
from public.silences s
left join public.guardian_alerts a on a.id = s.alert_id;
comment on view public.silence_status is 'Silences with their state (coming, current or ended), who made them and the alert that is snoozed.';
revoke all on public.silence_status from public, anon, authenticated, service_role;
grant select on public.silence_status to authenticated, service_role;

-- A key of a page's badges: 32 random bytes in base64url. They come from three random UUIDs (366 random bits) hashed to 256, since
-- pgcrypto may not be installed.
-- API: private. Called by: the default of status_pages.badge_key, as whoever adds a page, and private.change_badge_key.
create or replace function private.generate_badge_key()
returns text
language sql
volatile
set search_path = ''
as $$
  select rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'
  ), '+/', '-_'), '=');
$$;
comment on function private.generate_badge_key() is 'A new key of a page''s badges.';
revoke all on function private.generate_badge_key() from public, anon, authenticated, service_role;
grant execute on function private.generate_badge_key() to authenticated, service_role;

-- Messages with their channel and their alert, as the list of deliveries shows them. Runs as the caller: row level security applies.
-- Newest first by (created_at, id), which an index serves, as does another for those of one channel.
create or replace view public.notification_details with (security_invoker = true) as
select
  n.id, n.state, n.event, n.slot, n.group_id, n.attempts, n.created_at, n.finished_at, n.http_status, n.last_error,
  case when n.state in ('pending', 'leased') then n.next_attempt_at end as next_attempt_at,
  case when n.state = 'pending' and n.held_until > now() then n.held_until end as held_until,
  n.replays, n.replayed_at, n.replayed_by, n.replayed_error,
  n.alert_id, a.subject_kind, a.subject_name, a.alert_type, a.severity, a.message, a.resolved_at,
  n.channel_id, c.name as channel_name, c.kind as channel_kind, c.enabled as channel_enabled,
  coalesce(
    n.state = 'dead' and c.enabled and (
      (select public.is_admin())
      or c.owner_id = (select auth.uid())
      or c.tenant_id in (select private.caller_tenants('{owner,admin}'))
    ), false
  ) as can_replay
from public.notifications n
left join public.guardian_alerts a on a.id = n.alert_id
left join public.notification_channels c on c.id = n.channel_id;
comment on view public.notification_details is 'Messages with their channels and alerts, and whether the caller may replay them.';
revoke all on public.notification_details from public, anon, authenticated, service_role;
grant select on public.notification_details to authenticated, service_role;

-- Pages that tell everybody how some subjects are, and nothing else about them. A page of a tenant names the tenant's subjects only;
-- one of the project, which admins make, names any. What everybody gets is the answer of status_page, never these rows.
create table if not exists public.status_pages (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique constraint status_pages_slug_form check (slug ~ '^[a-z0-9-]{1,63}$'),
  title text not null constraint status_pages_title_form check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  description text not null default '' constraint status_pages_description_length check (char_length(description) <= 2000),
  tenant_id text references public.tenants (id) on delete cascade,
  enabled boolean not null default true,
  badge_key text not null unique default private.generate_badge_key(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- It is the path of badges.
  constraint status_pages_slug_free check (slug <> 'badge')
);
comment on table public.status_pages is 'Public status pages. Admins see all; members of a tenant its pages, which its owners and admins make.';
comment on column public.status_pages.id is 'Identifier of the page; never public.';
comment on column public.status_pages.slug is 'Its name in addresses: lower case letters, digits and hyphens.';
comment on column public.status_pages.title is 'Its title, public.';
comment on column public.status_pages.description is 'What it is about, public.';
comment on column public.status_pages.tenant_id is 'Tenant whose subjects it names; null for the project''s, which names any.';
comment on column public.status_pages.enabled is 'False: for everybody it is as if there were none.';
comment on column public.status_pages.badge_key is 'Who knows it may have the badges of the page; rotate_status_badge_key makes another.';
comment on column public.status_pages.created_at is 'When it was made.';
comment on column public.status_pages.updated_at is 'When the row was last changed.';

create index if not exists status_pages_tenant_id_idx on public.status_pages (tenant_id) where tenant_id is not null;
comment on index public.status_pages_tenant_id_idx is 'Serves the members'' row level security and the foreign key.';

alter table public.status_pages enable row level security;
revoke all on public.status_pages from public, anon, authenticated, service_role;
grant select, delete on public.status_pages to authenticated;
-- A page stays with its tenant: its subjects would not go along.
grant insert (slug, title, description, tenant_id, enabled) on public.status_pages to authenticated;
grant update (slug, title, description, enabled) on public.status_pages to authenticated;
grant select, insert, update, delete on public.status_pages to service_role;

drop policy if exists "Admins and members read status pages" on public.status_pages;
create policy "Admins and members read status pages" on public.status_pages
  for select to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants()));
drop policy if exists "Admins, owners and admins of a tenant add status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant add status pages" on public.status_pages
  for insert to authenticated
  with check ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));
drop policy if exists "Admins, owners and admins of a tenant change status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant change status pages" on public.status_pages
  for update to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')))
  with check ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));
drop policy if exists "Admins, owners and admins of a tenant remove status pages" on public.status_pages;
create policy "Admins, owners and admins of a tenant remove status pages" on public.status_pages
  for delete to authenticated
  using ((select public.is_admin()) or tenant_id in (select private.caller_tenants('{owner,admin}')));

-- How many messages there are by state: waiting (pending or leased), dead, delivered, cancelled; of a channel, an alert, or all. Counts
-- end at 1001: that is how the Operator Panel knows 'more than 1000' at any size.
-- In PL/pgSQL, whose plans know what is asked for. API: signed-in users, the service role. Runs as the caller: row level security applies.
create or replace function public.count_notifications(p_channel_id uuid default null, p_alert_id uuid default null)
returns table (state text, count bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- Whoever is no admin is asked about by channel: the policy alone would look at every message of the project.
  v_channel_ids uuid[] := case
    when p_channel_id is not null then array[p_channel_id]
    when (select auth.uid()) is not null and not public.is_admin() then array(select c.id from public.notification_channels c)
  end;
begin
  -- One by one, so that each finds the index of its state.
  return query
  select 'waiting', (
    select count(*)
    from (
      select from public.notifications n
      where n.state in ('pending', 'leased') and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'dead', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'dead' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'delivered', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'delivered' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  )
  union all
  select 'cancelled', (
    select count(*)
    from (
      select from public.notifications n
      where n.state = 'cancelled' and (v_channel_ids is null or n.channel_id = any (v_channel_ids))
        and (p_alert_id is null or n.alert_id = p_alert_id)
      limit 1001
    ) counted
  );
end
$$;
comment on function public.count_notifications(uuid, uuid) is 'Messages by state, each counted up to 1001.';
revoke all on function public.count_notifications(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.count_notifications(uuid, uuid) to authenticated, service_role;

-- The status pages that the caller may change. SECURITY DEFINER: it tells who may, whatever they may read.
-- API: private. Called by: row level security policies, once a query, and functions that act for whoever edits a page.
create or replace function private.editable_status_pages()
returns setof uuid
language sql
stable
security definer
set search_path = ''
rows 20
as $$
  select p.id from public.status_pages p
  where private.is_project_call() or (select public.is_admin()) or p.tenant_id in (select private.caller_tenants('{owner,admin}'));
$$;
comment on function private.editable_status_pages() is 'Status pages that the caller may change.';
revoke all on function private.editable_status_pages() from public, anon, authenticated, service_role;
grant execute on function private.editable_status_pages() to authenticated, service_role;

-- Throws unless the caller may change this page: status_page_not_found when they may not even see it.
-- API: private. Called by: the functions of status pages for people, as the caller.
create or replace function private.require_status_editor(page_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from public.status_pages p where p.id = require_status_editor.page_id) then
    raise exception using errcode = 'PT404', message = 'status_page_not_found',
      detail = 'There is no status page with this id.', hint = 'See: select id, slug from status_pages;';
  end if;
  if require_status_editor.page_id not in (select private.editable_status_pages()) then
    raise exception using errcode = '42501', message = 'not_an_editor_of_the_page',
      detail = 'Owners and admins of its tenant change a status page, and admins every one.', hint = 'Ask one of them.';
  end if;
end
$$;
comment on function private.require_status_editor(uuid) is 'Throws unless the caller may change the status page.';
revoke all on function private.require_status_editor(uuid) from public, anon, authenticated, service_role;
grant execute on function private.require_status_editor(uuid) to authenticated, service_role;

-- When a tenant is next looked at, as far as its interval goes: its hours may make it later. '-infinity' for one that was never looked
-- at, null for one that the caller may not see.
-- API: private. Called by: the view tenant_overview, as its reader. SECURITY DEFINER: the state of executions is private.
create or replace function private.next_tenant_run(tenant_id text)
returns timestamptz
language sql
stable
security definer
set search_path = ''
as $$
  select r.next_run_at
  from private.tenant_run_states r
  where r.tenant_id = next_tenant_run.tenant_id
    and (private.is_project_call() or public.is_admin() or private.is_tenant_member(r.tenant_id));
$$;
comment on function private.next_tenant_run(text) is 'When a tenant of the caller''s is next due, by its interval.';
revoke all on function private.next_tenant_run(text) from public, anon, authenticated, service_role;
grant execute on function private.next_tenant_run(text) to authenticated, service_role;

-- How subjects are right now, apart from alerts about them: whose they are, since when they are known, whether anybody watches them,
-- and whether they are in trouble. No row for a subject that is not there. A service is a subsystem of the boot check; it belongs to no
-- tenant.
-- trouble: down when its own row says so, for what is silenced opens no alert; degraded for a tenant of which a check says alert or error.
-- The public learns what status_states makes of these columns, and never the columns themselves.
-- All at once, so that what says when a job is late is planned once a page.
-- API: private. Called by: private.shown_components and private.validate_status_component.
create or replace function private.status_subjects(kinds text[], ids text[], now_at timestamptz default now())
returns table (kind text, id text, tenant_id text, known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz)
language sql
stable
rows 20
set search_path = ''
as $$
  with named as materialized (
    select n.kind, n.id from unnest(status_subjects.kinds, status_subjects.ids) n(kind, id)
  )
  select 'job', j.job_name, j.tenant_id, j.created_at, not v.paused and isfinite(v.last_run_at),
    case when v.is_stale or v.is_failing then 'down' end,
    -- Whoever has a job judged as never run writes -infinity: that is no date to tell.
    case when v.is_stale then nullif(v.deadline, '-infinity') when v.is_failing then v.last_failed_at end
  from private.job_verdicts(
    -- Null would be all of them.
    status_subjects.now_at, (select coalesce(array_agg(n.id), '{}') from named n where n.kind = 'job')
  ) v
  join public.job_heartbeats j on j.job_name = v.job_name
  union all
  select 'tetrahedron', t.id::text, t.tenant_id, t.created_at, not v.paused and (v.last_heartbeat_at is not null or v.is_stale),
    case when v.is_stale then 'down' end, case when v.is_stale then v.deadline end
  from private.tetrahedron_verdicts(status_subjects.now_at, (
    select coalesce(array_agg(n.id::uuid), '{}')
    from named n
    where n.kind = 'tetrahedron' and n.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  )) v
  join public.tetrahedrons t on t.id = v.id
  union all
  select 'machine', m.id::text, m.tenant_id, m.created_at, m.is_enabled and m.last_seen is not null,
    case when m.is_enabled and m.last_seen is not null and m.status = 'offline' then 'down' end, m.status_changed_at
  from named n
  join public.machines m on m.id = case when n.kind = 'machine' and n.id ~ '^[1-9]\d{0,17}$' then n.id::bigint end
  union all
  select 'tenant', t.id, t.id, t.created_at,
    not t.paused and s.enabled and coalesce(s.last_run_at > status_subjects.now_at - interval '24 hours', false),
    case when c.since is not null then 'degraded' end, c.since
  from named n
  join public.tenants t on n.kind = 'tenant' and t.id = n.id
  join public.tenant_settings s on s.tenant_id = t.id
  cross join lateral (
    select min(k.since) from public.tenant_check_states k
    where k.tenant_id = t.id and k.status in ('alert', 'error') and k.recovered_at is null
  ) c(since)
  union all
  select 'service', s.name, null,
    -- Alerts are written about the database alone: of the others no history is known.
    case when s.name = 'database' then s.created_at end,
    s.enabled and f.ok is not null, case when s.enabled and not f.ok then 'down' end, null
  from named n
  join public.alive_subsystems s on n.kind = 'service' and s.name = n.id
  cross join lateral (
    select bool_and(coalesce(e.value -> 'ok' = 'true', false))
    from private.alive_state a
    cross join lateral jsonb_each(a.result -> 'subsystems') e
    where a.finished_at > status_subjects.now_at - interval '15 minutes'
      and (e.key = s.name or s.name = 'channels' and starts_with(e.key, 'channel_'))
  ) f(ok);
$$;
comment on function private.status_subjects(text[], text[], timestamptz) is
  'Subjects of a status page: whose they are, whether they are watched, and in trouble.';
revoke all on function private.status_subjects(text[], text[], timestamptz) from public, anon, authenticated, service_role;

-- What a status page names: subjects, under public names.
create table if not exists public.status_page_components (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references public.status_pages (id) on delete cascade,
  key text not null constraint status_page_components_key_form check (key ~ '^[a-z0-9-]{1,63}$'),
  name text not null constraint status_page_components_name_form
    check (char_length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
  description text not null default '' constraint status_page_components_description_length check (char_length(description) <= 500),
  group_name text constraint status_page_components_group_name_form
    check (char_length(group_name) between 1 and 200 and group_name !~ '[[:cntrl:]]'),
  position integer not null default 0,
  subject_kind text not null constraint status_page_components_subject_kind_known
    check (subject_kind in ('job', 'tetrahedron', 'machine', 'tenant', 'service')),
  subject_id text not null,
  created_at timestamptz not null default now(),
  constraint status_page_components_page_id_key_key unique (page_id, key),
  constraint status_page_components_page_id_subject_key unique (page_id, subject_kind, subject_id),
  -- It is the badge of the whole page.
  constraint status_page_components_key_free check (key <> 'overall')
);
comment on table public.status_page_components is 'Subjects that status pages name. Who sees a page sees them; who may change it changes them.';
comment on column public.status_page_components.id is 'Identifier; never public.';
comment on column public.status_page_components.page_id is 'The page.';
comment on column public.status_page_components.key is 'Its name in addresses of badges and in notices, public; made of the name when left out.';
comment on column public.status_page_components.name is 'Its name for everybody.';
comment on column public.status_page_components.description is 'What it is, public.';
comment on column public.status_page_components.group_name is 'Components of the same group stand together; null for none.';
comment on column public.status_page_components.position is 'Order on the page, smallest first.';
comment on column public.status_page_components.subject_kind is 'job, tetrahedron, machine, tenant, or service: a subsystem of the boot check.';
comment on column public.status_page_components.subject_id is 'Key of the subject within its kind, as in guardian_alerts; never public.';
comment on column public.status_page_components.created_at is 'When it was added.';

create index if not exists status_page_components_subject_idx on public.status_page_components (subject_kind, subject_id);
comment on index public.status_page_components_subject_idx is 'Serves follow_renamed_component: the components of a job.';

alter table public.status_page_components enable row level security;
revoke all on public.status_page_components from public, anon, authenticated, service_role;
grant select, delete on public.status_page_components to authenticated;
grant insert (page_id, key, name, description, group_name, position, subject_kind, subject_id)
  on public.status_page_components to authenticated;
-- Its key and its subject are what a component is: others are another component.
grant update (name, description, group_name, position) on public.status_page_components to authenticated;
grant select, insert, update, delete on public.status_page_components to service_role;

drop policy if exists "Who reads a status page reads its components" on public.status_page_components;
create policy "Who reads a status page reads its components" on public.status_page_components
  for select to authenticated using (page_id in (select p.id from public.status_pages p));
drop policy if exists "Who changes a status page adds components" on public.status_page_components;
create policy "Who changes a status page adds components" on public.status_page_components
  for insert to authenticated with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page changes components" on public.status_page_components;
create policy "Who changes a status page changes components" on public.status_page_components
  for update to authenticated
  using (page_id in (select private.editable_status_pages()))
  with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page removes components" on public.status_page_components;
create policy "Who changes a status page removes components" on public.status_page_components
  for delete to authenticated using (page_id in (select private.editable_status_pages()));

-- How tenants are doing: what their last execution found, what is going on now, and when they are next looked at. Runs as the caller:
-- row level security applies. Subqueries, not joins: only those of the page that is read are asked.
create or replace view public.tenant_overview with (security_invoker = true) as
select
  t.id, t.name, t.role, t.paused, t.created_at, s.enabled, s.last_run_at,
  case
    when s.enabled and not t.paused
      then greatest(private.next_tenant_run(t.id), t.created_at + (select private.get_interval_setting('tenant_minimum_age')))
  end as next_run_at,
  (
    select e.overall_status from public.heartbeat_executions e where e.tenant_id = t.id order by e.started_at desc limit 1
  ) as overall_status,
  (
    select jsonb_build_object(
      'error', count(*) filter (where k.status = 'error'), 'alert', count(*) filter (where k.status = 'alert'),
      'warning', count(*) filter (where k.status = 'warning')
    )
    from public.tenant_check_states k
    where k.tenant_id = t.id and k.recovered_at is null
  ) as counts,
  (select m.role from public.tenant_members m where m.tenant_id = t.id and m.user_id = (select auth.uid())) as member_role
from public.tenants t
join public.tenant_settings s on s.tenant_id = t.id;
comment on view public.tenant_overview is 'Tenants with their overall status, what is wrong, and when they are next looked at.';
revoke all on public.tenant_overview from public, anon, authenticated, service_role;
grant select on public.tenant_overview to authenticated, service_role;

-- The checks that a tenant can be asked, whether it is, and what is going on with each; status is null for what was not asked yet.
-- Runs as the caller: row level security applies. A tenant's own check stands in the place of the common one.
create or replace view public.tenant_checks with (security_invoker = true) as
select distinct on (t.id, d.id)
  t.id as tenant_id, d.id as check_id, d.title, d.description, d.category, d.agent, d.default_priority, d.default_enabled,
  d.tenant_id is not null as is_own, d.action_url, d.action_label,
  o.is_on, s.priority_overrides ->> d.id as priority_override,
  case when o.is_on and s.last_run_at >= d.created_at then case when k.recovered_at is null then coalesce(k.status, 'ok') else 'ok' end end
    as status,
  case when k.recovered_at is null then k.priority end as priority,
  case when k.recovered_at is null then k.message end as message,
  case when k.recovered_at is null then k.since end as since
from public.tenants t
join public.tenant_settings s on s.tenant_id = t.id
join public.check_definitions d on (d.tenant_id is null or d.tenant_id = t.id) and (d.roles = '{}' or t.role = any (d.roles))
cross join lateral (
  select case when s.enabled_checks is null then d.default_enabled else d.id = any (s.enabled_checks) end as is_on
) o
left join public.tenant_check_states k on k.tenant_id = t.id and k.check_id = d.id and o.is_on
order by t.id, d.id, d.tenant_id nulls last;
comment on view public.tenant_checks is 'Checks of tenants with whether they are asked, and what is going on with each.';
revoke all on public.tenant_checks from public, anon, authenticated, service_role;
grant select on public.tenant_checks to authenticated, service_role;

-- Refuses subjects that a page may not name, and makes the key of a component that has none.
-- A subject of another tenant is answered as one that is not there. What leaves the tenant later is shown no more (status_states).
-- Called by: trigger status_page_components_validate. SECURITY DEFINER: an admin may name a tetrahedron that they are no vertex of; only
-- of pages that the caller may change does it say anything.
create or replace function private.validate_status_component()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tenant_id text;
  v_stem text;
begin
  if new.page_id not in (select private.editable_status_pages()) then
    -- Row level security, or the foreign key, refuses it.
    return new;
  end if;
  select p.tenant_id into v_tenant_id from public.status_pages p where p.id = new.page_id;
  if not exists (
    select from private.status_subjects(array[new.subject_kind], array[new.subject_id]) s
    where v_tenant_id is null or s.tenant_id = v_tenant_id
  ) then
    raise exception using errcode = 'PT404', message = 'subject_not_found',
      detail = format('There is no %s %L that this page may name.', new.subject_kind, new.subject_id),
      hint = 'A page of a tenant names the jobs, machines and tetrahedrons of that tenant, and the tenant itself; one of the project names any subject.';
  end if;
  if (select count(*) from public.status_page_components c where c.page_id = new.page_id) >= 100 then
    raise exception using errcode = 'PT409', message = 'too_many_components',
      detail = 'A status page names at most 100 subjects.', hint = 'Make another page.';
  end if;
  if new.key is null then
    v_stem := coalesce(nullif(btrim(left(regexp_replace(lower(new.name), '[^a-z0-9]+', '-', 'g'), 50), '-'), ''), 'component');
    select k.key into new.key
    from (select v_stem || case n when 1 then '' else '-' || n end, n from generate_series(1, 102) n) k(key, n)
    where k.key <> 'overall'
      and not exists (select from public.status_page_components c where c.page_id = new.page_id and c.key = k.key)
    order by k.n
    limit 1;
  end if;
  return new;
end
$$;
comment on function private.validate_status_component() is 'Trigger: a page names what it may, so much, and each by a key.';
revoke all on function private.validate_status_component() from public, anon, authenticated, service_role;

drop trigger if exists status_page_components_validate on public.status_page_components;
create trigger status_page_components_validate
  before insert on public.status_page_components
  for each row execute function private.validate_status_component();

-- At most 20 pages a tenant. Called by: trigger status_pages_validate. SECURITY DEFINER, to count them all.
create or replace function private.validate_status_page()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' and new.tenant_id is not null
    and (select count(*) from public.status_pages p where p.tenant_id = new.tenant_id) >= 20 then
    raise exception using errcode = 'PT409', message = 'too_many_status_pages',
      detail = 'A tenant has at most 20 status pages.', hint = 'Delete one that is not needed any more.';
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.validate_status_page() is 'Trigger: at most 20 pages a tenant; an edit is now.';
revoke all on function private.validate_status_page() from public, anon, authenticated, service_role;

drop trigger if exists status_pages_validate on public.status_pages;
create trigger status_pages_validate
  before insert or update on public.status_pages
  for each row execute function private.validate_status_page();

-- Components follow a job that is renamed, as its open alerts do. Called by: trigger job_heartbeats_follow_rename_on_pages.
-- SECURITY DEFINER: who renames a job need not be able to change every page.
create or replace function private.follow_renamed_component()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.status_page_components c set subject_id = new.job_name where c.subject_kind = 'job' and c.subject_id = old.job_name;
  return null;
end
$$;
comment on function private.follow_renamed_component() is 'Trigger: keeps components with a renamed job.';
revoke all on function private.follow_renamed_component() from public, anon, authenticated, service_role;

drop trigger if exists job_heartbeats_follow_rename_on_pages on public.job_heartbeats;
create trigger job_heartbeats_follow_rename_on_pages
  after update of job_name on public.job_heartbeats
  for each row
  when (new.job_name <> old.job_name)
  execute function private.follow_renamed_component();

-- A page of tenants by name, as tenant_overview shows them: those with p_search in their name or id, after a name and id.
-- API: signed-in users, the service role. Runs as the caller: row level security applies. In PL/pgSQL, whose plans know what is asked
-- for. Error: invalid_limit (22023, HTTP 400).
create or replace function public.list_tenants(
  p_search text default null, p_after_name text default null, p_after_id text default null, p_limit integer default 50
)
returns setof public.tenant_overview
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 200 then
    raise exception using errcode = '22023', message = 'invalid_limit',
      detail = 'p_limit must be from 1 to 200.', hint = 'Leave it out for 50.';
  end if;
  return query
  select o.*
  from public.tenant_overview o
  where (p_search is null or strpos(lower(o.name), lower(p_search)) > 0 or strpos(lower(o.id), lower(p_search)) > 0)
    and (p_after_id is null or (o.name, o.id) > (coalesce(p_after_name, ''), p_after_id))
  order by o.name, o.id
  limit p_limit;
end
$$;
comment on function public.list_tenants(text, text, text, integer) is 'A page of tenants by name, with how they are doing.';
revoke all on function public.list_tenants(text, text, text, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_tenants(text, text, text, integer) to authenticated, service_role;

-- What people say on a status page: incidents, and maintenance. The first words and every further ones are rows of status_page_updates.
create table if not exists public.status_page_notices (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references public.status_pages (id) on delete cascade,
  kind text not null constraint status_page_notices_kind_known check (kind in ('incident', 'maintenance')),
  title text not null constraint status_page_notices_title_form check (char_length(title) between 1 and 200 and title !~ '[[:cntrl:]]'),
  status text not null,
  impact text not null default 'none' constraint status_page_notices_impact_known check (impact in ('none', 'minor', 'major')),
  components text[] not null default '{}' constraint status_page_notices_components_form
    check (cardinality(components) <= 100 and array_position(components, null) is null),
  starts_at timestamptz not null default now() constraint status_page_notices_starts_at_range
    check (starts_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  ends_at timestamptz constraint status_page_notices_ends_at_range
    check (ends_at between '1970-01-01 00:00+00' and '9999-01-01 00:00+00'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint status_page_notices_status_known check (status = any (
    case kind
      when 'incident' then array['investigating', 'identified', 'monitoring', 'resolved']
      else array['scheduled', 'in_progress', 'completed']
    end
  )),
  constraint status_page_notices_ends_after_start check (ends_at >= starts_at),
  -- It is worse than planned or it is an incident.
  constraint status_page_notices_maintenance_impact check (kind = 'incident' or impact = 'none')
);
comment on table public.status_page_notices is 'Incidents and maintenance on status pages. Who sees a page sees them; who may change it posts them.';
comment on column public.status_page_notices.id is 'Identifier; public.';
comment on column public.status_page_notices.page_id is 'The page.';
comment on column public.status_page_notices.kind is 'incident or maintenance.';
comment on column public.status_page_notices.title is 'One line, public.';
comment on column public.status_page_notices.status is
  'investigating, identified, monitoring or resolved; scheduled, in_progress or completed. What is scheduled follows the clock by itself.';
comment on column public.status_page_notices.impact is
  'What an incident makes of its components while it lasts: minor degraded, major down, none nothing.';
comment on column public.status_page_notices.components is 'Keys of the components that it is about.';
comment on column public.status_page_notices.starts_at is 'When it began, or is to begin.';
comment on column public.status_page_notices.ends_at is 'When it ended, or is to end; null when that is not known.';
comment on column public.status_page_notices.created_at is 'When it was posted.';
comment on column public.status_page_notices.updated_at is 'When it was last changed or added to.';

create index if not exists status_page_notices_page_id_idx on public.status_page_notices (page_id, starts_at desc);
comment on index public.status_page_notices_page_id_idx is 'Serves the notices of a page, latest first, and the foreign key.';

alter table public.status_page_notices enable row level security;
revoke all on public.status_page_notices from public, anon, authenticated, service_role;
grant select, delete on public.status_page_notices to authenticated;
grant insert (page_id, kind, title, status, impact, components, starts_at, ends_at) on public.status_page_notices to authenticated;
grant update (title, status, impact, components, starts_at, ends_at) on public.status_page_notices to authenticated;
grant select, insert, update, delete on public.status_page_notices to service_role;

drop policy if exists "Who reads a status page reads its notices" on public.status_page_notices;
create policy "Who reads a status page reads its notices" on public.status_page_notices
  for select to authenticated using (page_id in (select p.id from public.status_pages p));
drop policy if exists "Who changes a status page adds notices" on public.status_page_notices;
create policy "Who changes a status page adds notices" on public.status_page_notices
  for insert to authenticated with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page changes notices" on public.status_page_notices;
create policy "Who changes a status page changes notices" on public.status_page_notices
  for update to authenticated
  using (page_id in (select private.editable_status_pages()))
  with check (page_id in (select private.editable_status_pages()));
drop policy if exists "Who changes a status page removes notices" on public.status_page_notices;
create policy "Who changes a status page removes notices" on public.status_page_notices
  for delete to authenticated using (page_id in (select private.editable_status_pages()));

-- Keys are those of the page's components; an incident that is resolved has ended; so many a page, for what is kept is bounded.
-- Called by: trigger status_page_notices_validate, as whoever edits: they see their page's components.
create or replace function private.validate_status_notice()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_unknown text;
begin
  if tg_op = 'INSERT' and (select count(*) from public.status_page_notices n where n.page_id = new.page_id) >= 500 then
    raise exception using errcode = 'PT409', message = 'too_many_notices',
      detail = 'A status page keeps at most 500 notices.', hint = 'Delete old ones.';
  end if;
  if tg_op = 'INSERT' or new.components is distinct from old.components then
    select k into v_unknown from unnest(new.components) k
    where not exists (select from public.status_page_components c where c.page_id = new.page_id and c.key = k)
    limit 1;
    if found then
      raise exception using errcode = '22023', message = 'unknown_component',
        detail = format('The page has no component %L.', v_unknown), hint = 'See: select key, name from status_page_components;';
    end if;
  end if;
  if new.status in ('resolved', 'completed') then
    new.ends_at := greatest(new.starts_at, case
      when tg_op = 'UPDATE' and old.status = new.status then coalesce(new.ends_at, now())
      -- What is over ended now, or before when somebody says so.
      else least(coalesce(new.ends_at, now()), now())
    end);
  elsif new.kind = 'incident' then
    new.ends_at := null;
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.validate_status_notice() is 'Trigger: a notice is about components of its page, and ends when it is over.';
revoke all on function private.validate_status_notice() from public, anon, authenticated, service_role;

drop trigger if exists status_page_notices_validate on public.status_page_notices;
create trigger status_page_notices_validate
  before insert or update on public.status_page_notices
  for each row execute function private.validate_status_notice();

-- The status of a notice at an instant. What is scheduled is in progress from its start to before its end, whoever sleeps; what a
-- person began lasts until a person says that it is completed.
-- API: private. Called by: private.status_states and private.status_notices.
create or replace function private.notice_status(status text, starts_at timestamptz, ends_at timestamptz, now_at timestamptz)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when status <> 'scheduled' then status
    when now_at < starts_at then 'scheduled'
    when now_at < ends_at or ends_at is null then 'in_progress'
    else 'completed'
  end;
$$;
comment on function private.notice_status(text, timestamptz, timestamptz, timestamptz) is 'The status of a notice at an instant: what is scheduled follows the clock.';
revoke all on function private.notice_status(text, timestamptz, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;

-- What is said of a notice, one after the other. Adding one with a status gives the notice that status.
create table if not exists public.status_page_updates (
  id uuid primary key default gen_random_uuid(),
  notice_id uuid not null references public.status_page_notices (id) on delete cascade,
  status text not null,
  body text not null constraint status_page_updates_body_form
    check (char_length(body) between 1 and 5000 and btrim(body) <> ''),
  created_at timestamptz not null default now()
);
comment on table public.status_page_updates is 'What was said of notices. Who sees the page sees them; who may change it adds them.';
comment on column public.status_page_updates.id is 'Identifier; never public.';
comment on column public.status_page_updates.notice_id is 'The notice.';
comment on column public.status_page_updates.status is 'Status of the notice from here on.';
comment on column public.status_page_updates.body is 'What is said, plain text, public.';
comment on column public.status_page_updates.created_at is 'When it was said.';

create index if not exists status_page_updates_notice_id_idx on public.status_page_updates (notice_id, created_at desc);
comment on index public.status_page_updates_notice_id_idx is 'Serves the updates of a notice, latest first, and the foreign key.';

alter table public.status_page_updates enable row level security;
revoke all on public.status_page_updates from public, anon, authenticated, service_role;
grant select, delete on public.status_page_updates to authenticated;
grant insert (notice_id, status, body) on public.status_page_updates to authenticated;
-- A slip of the pen can be mended; when it was said, and of what, stays.
grant update (body) on public.status_page_updates to authenticated;
grant select, insert, update, delete on public.status_page_updates to service_role;

drop policy if exists "Who reads a status page reads its updates" on public.status_page_updates;
create policy "Who reads a status page reads its updates" on public.status_page_updates
  for select to authenticated using (notice_id in (select n.id from public.status_page_notices n));
drop policy if exists "Who changes a status page adds updates" on public.status_page_updates;
create policy "Who changes a status page adds updates" on public.status_page_updates
  for insert to authenticated
  with check (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));
drop policy if exists "Who changes a status page changes updates" on public.status_page_updates;
create policy "Who changes a status page changes updates" on public.status_page_updates
  for update to authenticated
  using (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ))
  with check (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));
drop policy if exists "Who changes a status page removes updates" on public.status_page_updates;
create policy "Who changes a status page removes updates" on public.status_page_updates
  for delete to authenticated
  using (notice_id in (
    select n.id from public.status_page_notices n where n.page_id in (select private.editable_status_pages())
  ));

-- The notice has the status of what was last said of it. Called by: trigger status_page_updates_apply, as whoever adds an update.
create or replace function private.apply_status_update()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (select count(*) from public.status_page_updates u where u.notice_id = new.notice_id) > 200 then
    raise exception using errcode = 'PT409', message = 'too_many_updates',
      detail = 'A notice has at most 200 updates.', hint = 'Post another notice.';
  end if;
  update public.status_page_notices n set status = new.status where n.id = new.notice_id;
  return null;
end
$$;
comment on function private.apply_status_update() is 'Trigger: a notice has the status of what was last said of it.';
revoke all on function private.apply_status_update() from public, anon, authenticated, service_role;

drop trigger if exists status_page_updates_apply on public.status_page_updates;
create trigger status_page_updates_apply
  after insert on public.status_page_updates
  for each row execute function private.apply_status_update();

-- What an alert says of its subject to everybody: down, degraded, or nothing (null). Alerts that are reports say nothing.
-- API: private. Called by: private.status_troubles.
create or replace function private.public_state_of_alert(alert_type text, severity text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when alert_type in ('job-stale', 'job-failing', 'machine-offline', 'mesh-degrading', 'outage') then 'down'
    when alert_type in ('tenant-report', 'tenant-digest', 'test') then null
    when severity = 'critical' then 'down'
    when severity = 'warning' then 'degraded'
  end;
$$;
comment on function private.public_state_of_alert(text, text) is 'What an alert makes of its subject on a status page: down, degraded or nothing.';
revoke all on function private.public_state_of_alert(text, text) from public, anon, authenticated, service_role;

-- The components of a page that may be shown: those whose subject is there, and is the tenant's if the page is a tenant's.
-- API: private. Called by: private.status_troubles and private.status_states.
create or replace function private.shown_components(page_id uuid, now_at timestamptz)
returns table (
  id uuid, key text, name text, description text, group_name text, "position" integer, subject_kind text, subject_id text,
  known_since timestamptz, is_watched boolean, trouble text, trouble_since timestamptz
)
language sql
stable
rows 20
set search_path = ''
as $$
  with named as materialized (
    select c.*, p.tenant_id
    from public.status_pages p
    join public.status_page_components c on c.page_id = p.id
    where p.id = shown_components.page_id
  ),
  subjects as (
    select array_agg(n.subject_kind order by n.id) as kinds, array_agg(n.subject_id order by n.id) as ids from named n
  )
  select n.id, n.key, n.name, n.description, n.group_name, n.position, n.subject_kind, n.subject_id,
    s.known_since, s.is_watched, s.trouble, s.trouble_since
  from subjects a
  cross join lateral private.status_subjects(a.kinds, a.ids, shown_components.now_at) s
  join named n on n.subject_kind = s.kind and n.subject_id = s.id
  where n.tenant_id is null or s.tenant_id = n.tenant_id;
$$;
comment on function private.shown_components(uuid, timestamptz) is 'The components of a page that may be shown, with how their subjects are.';
revoke all on function private.shown_components(uuid, timestamptz) from public, anon, authenticated, service_role;

-- The alerts of 90 days about subjects, as times in a public state: ended_at is null while one lasts.
-- API: private. Called by: private.status_states and private.status_days.
create or replace function private.status_troubles(kind text, id text, now_at timestamptz)
returns table (state text, began_at timestamptz, ended_at timestamptz)
language sql
stable
rows 20
set search_path = ''
as $$
  select s.state, a.detected_at, case when a.resolved_at is not null then greatest(a.resolved_at, a.detected_at) end
  from public.guardian_alerts a
  cross join lateral (select private.public_state_of_alert(a.alert_type, a.severity)) s(state)
  where a.subject_kind = status_troubles.kind and a.subject_id = status_troubles.id and s.state is not null
    and a.detected_at <= status_troubles.now_at
    and (a.resolved_at is null or a.resolved_at > status_troubles.now_at - interval '90 days');
$$;
comment on function private.status_troubles(text, text, timestamptz) is 'Times of 90 days in which an alert said that a subject was down or degraded.';
revoke all on function private.status_troubles(text, text, timestamptz) from public, anon, authenticated, service_role;

-- How the components of a page are at an instant, and since when. In this order: maintenance in progress; what an alert, the subject's
-- own row or an incident says, down before degraded; unknown when nobody watches the subject, or when the evaluator itself is late and
-- so cannot know that all is well; operational.
-- API: private. Called by: private.read_status_page.
create or replace function private.status_states(page_id uuid, now_at timestamptz)
returns table (
  id uuid, key text, name text, description text, group_name text, "position" integer, subject_kind text, subject_id text,
  known_since timestamptz, state text, since timestamptz
)
language sql
stable
rows 20
set search_path = ''
as $$
  with notices as materialized (
    select n.kind, n.impact, n.components, n.starts_at, n.ends_at,
      private.notice_status(n.status, n.starts_at, n.ends_at, status_states.now_at) as status
    from public.status_page_notices n
    where n.page_id = status_states.page_id
  ),
  evaluator as materialized (
    select (private.probe_evaluator(status_states.now_at) ->> 'ok')::boolean as is_on_time
  )
  select c.id, c.key, c.name, c.description, c.group_name, c.position, c.subject_kind, c.subject_id, c.known_since, s.state,
    case s.state
      when 'maintenance' then m.since
      when 'down' then least(a.down_since, i.down_since, case when c.trouble = 'down' then c.trouble_since end)
      when 'degraded' then least(a.degraded_since, i.degraded_since, case when c.trouble = 'degraded' then c.trouble_since end)
      when 'operational' then greatest(a.well_since, i.well_since)
    end
  from private.shown_components(status_states.page_id, status_states.now_at) c
  cross join lateral (
    select min(t.began_at) filter (where t.ended_at is null and t.state = 'down') as down_since,
      min(t.began_at) filter (where t.ended_at is null and t.state = 'degraded') as degraded_since,
      max(t.ended_at) as well_since
    from private.status_troubles(c.subject_kind, c.subject_id, status_states.now_at) t
  ) a
  cross join lateral (
    select min(n.starts_at) as since from notices n
    where n.kind = 'maintenance' and n.status = 'in_progress' and c.key = any (n.components)
  ) m
  cross join lateral (
    select min(n.starts_at) filter (where n.status <> 'resolved' and n.impact = 'major') as down_since,
      min(n.starts_at) filter (where n.status <> 'resolved' and n.impact = 'minor') as degraded_since,
      max(n.ends_at) filter (where n.status = 'resolved' and n.impact <> 'none') as well_since
    from notices n
    where n.kind = 'incident' and n.starts_at <= status_states.now_at and c.key = any (n.components)
  ) i
  cross join evaluator e
  cross join lateral (
    select case
      when m.since is not null then 'maintenance'
      when a.down_since is not null or i.down_since is not null or c.trouble = 'down' then 'down'
      when a.degraded_since is not null or i.degraded_since is not null or c.trouble = 'degraded' then 'degraded'
      when not c.is_watched or not e.is_on_time then 'unknown'
      else 'operational'
    end
  ) s(state);
$$;
comment on function private.status_states(uuid, timestamptz) is 'The components of a page with their states at an instant.';
revoke all on function private.status_states(uuid, timestamptz) from public, anon, authenticated, service_role;

-- The state of a page: down when all that is known is down, degraded when anything is down or degraded. An open incident that names no
-- component is about the whole page.
-- API: private. Called by: private.read_status_page and status_badges.
create or replace function private.overall_status(page_id uuid, states text[], now_at timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  with known as (
    select s.state from unnest(overall_status.states) s(state) where s.state <> 'unknown'
    union all
    select case when n.kind = 'maintenance' then 'maintenance' when n.impact = 'major' then 'down' else 'degraded' end
    from public.status_page_notices n
    where n.page_id = overall_status.page_id and n.components = '{}' and (
      n.kind = 'incident' and n.status <> 'resolved' and n.impact <> 'none' and n.starts_at <= overall_status.now_at
      or n.kind = 'maintenance'
        and private.notice_status(n.status, n.starts_at, n.ends_at, overall_status.now_at) = 'in_progress'
    )
  )
  select case
    when count(*) = 0 then 'unknown'
    when bool_and(k.state = 'down') then 'down'
    when bool_or(k.state in ('down', 'degraded')) then 'degraded'
    when bool_or(k.state = 'maintenance') then 'maintenance'
    else 'operational'
  end
  from known k;
$$;
comment on function private.overall_status(uuid, text[], timestamptz) is 'The state of a page whose components have these states.';
revoke all on function private.overall_status(uuid, text[], timestamptz) from public, anon, authenticated, service_role;

-- Uptime of a subject on each of 90 days in UTC, today last: the part of the day in which no alert said that it was down; today, of the
-- time until now. Alerts that overlap count once. Null for a day of which nothing is known: before the subject was there, or before the
-- ledger begins, since resolved alerts are kept for alerts_retention. No days at all of what the ledger never knew (known_since is null).
-- Cut off, not rounded, so that a day with any downtime is never 1.
-- uptime: of all that is known of the 90 days. API: private. Called by: private.read_status_page.
create or replace function private.status_days(kind text, id text, known_since timestamptz, now_at timestamptz)
returns table (days jsonb, uptime numeric)
language sql
stable
rows 1
set search_path = ''
as $$
  with ledger as materialized (
    select
      coalesce(range_agg(tstzrange(t.began_at, coalesce(t.ended_at, status_days.now_at))) filter (where t.state = 'down'), '{}') as down,
      greatest(status_days.known_since, status_days.now_at - private.get_interval_setting('alerts_retention')) as begins_at
    from private.status_troubles(status_days.kind, status_days.id, status_days.now_at) t
  ),
  measured as (
    select d.day, extract(epoch from upper(o.time) - lower(o.time)) as seconds,
      case
        -- Most days have no downtime.
        when l.down && o.time then (
          select sum(extract(epoch from upper(r) - lower(r))) from unnest(l.down * tstzmultirange(o.time)) r
        )
        else 0
      end as down_seconds
    from ledger l
    cross join generate_series(
      date_trunc('day', status_days.now_at at time zone 'UTC') - interval '89 days', status_days.now_at at time zone 'UTC', '1 day'
    ) d(day)
    cross join lateral (
      select greatest(d.day at time zone 'UTC', l.begins_at), least((d.day + interval '1 day') at time zone 'UTC', status_days.now_at)
    ) b(from_at, to_at)
    -- The bounds of an empty range are null, and so is what is made of them.
    cross join lateral (select tstzrange(b.from_at, greatest(b.from_at, b.to_at))) o(time)
  )
  select jsonb_agg(trunc(1 - m.down_seconds / m.seconds, 5) order by m.day), trunc(1 - sum(m.down_seconds) / sum(m.seconds), 5)
  from measured m
  where status_days.known_since is not null;
$$;
comment on function private.status_days(text, text, timestamptz, timestamptz) is 'Uptime of a subject on each of 90 days, from the ledger of alerts.';
revoke all on function private.status_days(text, text, timestamptz, timestamptz) from public, anon, authenticated, service_role;

-- The notices of a page that everybody sees: open ones, then coming ones, then those that ended within 14 days; at most 50, of each the
-- latest first.
-- API: private. Called by: private.read_status_page.
create or replace function private.status_notices(page_id uuid, shown_keys text[], now_at timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', n.id, 'kind', n.kind, 'title', n.title, 'status', n.current_status, 'impact', n.impact,
    'components', (select coalesce(jsonb_agg(k order by o), '[]') from unnest(n.components) with ordinality c(k, o)
      where k = any (status_notices.shown_keys)),
    'starts_at', n.starts_at, 'ends_at', n.ends_at, 'updated_at', n.updated_at,
    'updates', (
      select coalesce(jsonb_agg(jsonb_build_object('status', u.status, 'body', u.body, 'at', u.created_at) order by u.created_at desc, u.id), '[]')
      from (
        select * from public.status_page_updates u where u.notice_id = n.id order by u.created_at desc, u.id limit 50
      ) u
    )
  ) order by n.rank, n.starts_at desc, n.id), '[]')
  from (
    select n.*, s.current_status, case when s.current_status in ('resolved', 'completed') then 2 when s.current_status = 'scheduled' then 1 else 0 end as rank
    from public.status_page_notices n
    cross join lateral (select private.notice_status(n.status, n.starts_at, n.ends_at, status_notices.now_at)) s(current_status)
    where n.page_id = status_notices.page_id
      and (s.current_status not in ('resolved', 'completed') or n.ends_at > status_notices.now_at - interval '14 days')
    order by rank, n.starts_at desc, n.id
    limit 50
  ) n;
$$;
comment on function private.status_notices(uuid, text[], timestamptz) is 'The notices of a page that everybody sees.';
revoke all on function private.status_notices(uuid, text[], timestamptz) from public, anon, authenticated, service_role;

-- All that everybody may know of a page: public names, states, uptime and notices; null when there is no such page or it is disabled.
-- first_day: that of days[0]. wants_services: whether the page names services, which a boot check must look at.
-- API: private. Called by: status_page.
create or replace function private.read_status_page(slug text, now_at timestamptz default now())
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'page', jsonb_build_object('slug', p.slug, 'title', p.title, 'description', p.description),
    'state', private.overall_status(p.id, c.states, read_status_page.now_at),
    'generated_at', read_status_page.now_at,
    'first_day', to_char(read_status_page.now_at at time zone 'UTC' - interval '89 days', 'YYYY-MM-DD'),
    'components', c.components,
    'notices', private.status_notices(p.id, c.keys, read_status_page.now_at),
    'wants_services', c.wants_services
  )
  from public.status_pages p
  cross join lateral (
    select coalesce(array_agg(s.state), '{}') as states, coalesce(array_agg(s.key), '{}') as keys,
      coalesce(bool_or(s.subject_kind = 'service'), false) as wants_services,
      coalesce(jsonb_agg(jsonb_build_object(
        'key', s.key, 'name', s.name, 'description', s.description, 'group', s.group_name, 'state', s.state, 'since', s.since,
        'uptime', d.uptime, 'days', d.days
      ) order by s.position, s.name, s.key), '[]') as components
    from private.status_states(p.id, read_status_page.now_at) s
    cross join lateral private.status_days(s.subject_kind, s.subject_id, s.known_since, read_status_page.now_at) d
  ) c
  where p.slug = read_status_page.slug and p.enabled;
$$;
comment on function private.read_status_page(text, timestamptz) is 'All that everybody may know of a status page at an instant.';
revoke all on function private.read_status_page(text, timestamptz) from public, anon, authenticated, service_role;

-- The same, now. API: service role. Called by: the edge function status. SECURITY DEFINER: it reads the ledger and the boot check.
create or replace function public.status_page(p_slug text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_status_page(p_slug);
$$;
comment on function public.status_page(text) is 'A status page as everybody sees it, or null. Service role only.';
revoke all on function public.status_page(text) from public, anon, authenticated, service_role;
grant execute on function public.status_page(text) to service_role;

-- The badges of the page that has this key: {title, state, generated_at, wants_services, components: [{key, name, state}]}, or null.
-- API: service role. Called by: the edge function status. SECURITY DEFINER: it reads the ledger and the boot check.
create or replace function public.status_badges(p_badge_key text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'title', p.title, 'state', private.overall_status(p.id, c.states, now()), 'generated_at', now(),
    'wants_services', c.wants_services, 'components', c.components
  )
  from public.status_pages p
  cross join lateral (
    select coalesce(array_agg(s.state), '{}') as states, coalesce(bool_or(s.subject_kind = 'service'), false) as wants_services,
      coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'name', s.name, 'state', s.state) order by s.position, s.key), '[]') as components
    from private.status_states(p.id, now()) s
  ) c
  where p.badge_key = p_badge_key and p.enabled;
$$;
comment on function public.status_badges(text) is 'What the badges of a page say, by its badge key, or null. Service role only.';
revoke all on function public.status_badges(text) from public, anon, authenticated, service_role;
grant execute on function public.status_badges(text) to service_role;

-- Makes these the components of a page, in this order: [{subject_kind, subject_id, name, description, group, key}]. Those that are there
-- already, by their subject, keep their keys; those that are not named are removed. Returns how many there are.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: status_page_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_components (22023), subject_not_found (404), too_many_components (409).
create or replace function public.set_status_page_components(p_page_id uuid, p_components jsonb)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  perform private.require_status_editor(p_page_id);
  if p_components is null or jsonb_typeof(p_components) <> 'array'
    or jsonb_path_exists(p_components, 'strict $[*] ? (@.type() <> "object")') then
    raise exception using errcode = '22023', message = 'invalid_components',
      detail = 'The components of a page are an array of objects.',
      hint = 'Pass p_components such as [{"subject_kind": "job", "subject_id": "nightly-backup", "name": "Backups"}].';
  end if;
  if jsonb_array_length(p_components) > 100 then
    raise exception using errcode = 'PT409', message = 'too_many_components',
      detail = 'A status page names at most 100 subjects.', hint = 'Make another page.';
  end if;

  delete from public.status_page_components c
  where c.page_id = p_page_id and not exists (
    select from jsonb_array_elements(p_components) e
    where e ->> 'subject_kind' = c.subject_kind and e ->> 'subject_id' = c.subject_id
  );
  update public.status_page_components c
  set name = e.value ->> 'name', description = coalesce(e.value ->> 'description', ''), group_name = nullif(btrim(e.value ->> 'group'), ''),
      position = e.position
  from jsonb_array_elements(p_components) with ordinality e(value, position)
  where c.page_id = p_page_id and e.value ->> 'subject_kind' = c.subject_kind and e.value ->> 'subject_id' = c.subject_id;
  insert into public.status_page_components (page_id, subject_kind, subject_id, key, name, description, group_name, position)
  select p_page_id, e.value ->> 'subject_kind', e.value ->> 'subject_id', nullif(e.value ->> 'key', ''), e.value ->> 'name',
    coalesce(e.value ->> 'description', ''), nullif(btrim(e.value ->> 'group'), ''), e.position
  from jsonb_array_elements(p_components) with ordinality e(value, position)
  where not exists (
    select from public.status_page_components c
    where c.page_id = p_page_id and e.value ->> 'subject_kind' = c.subject_kind and e.value ->> 'subject_id' = c.subject_id
  )
  order by e.position;
  select count(*) into v_count from public.status_page_components c where c.page_id = p_page_id;
  return v_count;
end
$$;
comment on function public.set_status_page_components(uuid, jsonb) is 'Makes these the components of a status page; returns how many there are.';
revoke all on function public.set_status_page_components(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.set_status_page_components(uuid, jsonb) to authenticated, service_role;

-- Makes a status page with its components: {"id", "slug", "badge_key"}.
-- API: admins, owners and admins of the tenant, the service role. Runs as the caller, under row level security. Errors: those of
-- set_status_page_components, invalid_slug (22023), slug_taken (409), not_an_admin_of_the_tenant (42501), too_many_status_pages (409).
create or replace function public.create_status_page(
  p_slug text, p_title text, p_components jsonb default '[]', p_tenant_id text default null, p_description text default ''
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_page public.status_pages;
begin
  if p_slug is null or p_slug !~ '^[a-z0-9-]{1,63}$' or p_slug = 'badge' then
    raise exception using errcode = '22023', message = 'invalid_slug',
      detail = 'A slug has 1 to 63 lower case letters, digits and hyphens, and is not badge.', hint = 'Pass p_slug, such as ''acme''.';
  end if;
  begin
    insert into public.status_pages (slug, title, description, tenant_id)
    values (p_slug, btrim(p_title), coalesce(p_description, ''), p_tenant_id)
    returning * into v_page;
  exception
    when unique_violation then
      raise exception using errcode = 'PT409', message = 'slug_taken',
        detail = format('There is a status page %L already.', p_slug), hint = 'Pass another p_slug.';
    when insufficient_privilege then
      raise exception using errcode = '42501', message = 'not_an_admin_of_the_tenant',
        detail = 'Owners and admins of a tenant make its status pages; admins make any.', hint = 'Pass p_tenant_id as a tenant of yours.';
  end;
  perform public.set_status_page_components(v_page.id, p_components);
  return jsonb_build_object('id', v_page.id, 'slug', v_page.slug, 'badge_key', v_page.badge_key);
end
$$;
comment on function public.create_status_page(text, text, jsonb, text, text) is 'Makes a status page with its components: {"id", "slug", "badge_key"}.';
revoke all on function public.create_status_page(text, text, jsonb, text, text) from public, anon, authenticated, service_role;
grant execute on function public.create_status_page(text, text, jsonb, text, text) to authenticated, service_role;

-- Gives a page another badge key; badges with the one before are no more.
-- SECURITY DEFINER: nobody but the database chooses a key; it decides by itself who the caller is.
-- API: private. Called by: public.rotate_status_badge_key.
create or replace function private.change_badge_key(page_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_key text;
begin
  -- A page that the caller may see and not change is answered as one that is not there: nothing more is to be learned here.
  update public.status_pages p set badge_key = private.generate_badge_key()
  where p.id = change_badge_key.page_id and p.id in (select private.editable_status_pages())
  returning p.badge_key into v_key;
  if not found then
    raise exception using errcode = 'PT404', message = 'status_page_not_found',
      detail = 'There is no status page with this id that you may change.', hint = 'See: select id, slug from status_pages;';
  end if;
  return v_key;
end
$$;
comment on function private.change_badge_key(uuid) is 'Gives a status page another badge key.';
revoke all on function private.change_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function private.change_badge_key(uuid) to authenticated, service_role;

-- API: who may change the page, the service role. Errors: status_page_not_found (404).
create or replace function public.rotate_status_badge_key(p_page_id uuid)
returns text
language sql
set search_path = ''
as $$
  select private.change_badge_key(p_page_id);
$$;
comment on function public.rotate_status_badge_key(uuid) is 'Gives a status page another badge key, and returns it; badges with the old one are no more.';
revoke all on function public.rotate_status_badge_key(uuid) from public, anon, authenticated, service_role;
grant execute on function public.rotate_status_badge_key(uuid) to authenticated, service_role;

-- Throws unless notices of this kind have this status. API: private. Called by: post_status_notice and update_status_notice.
create or replace function private.require_notice_status(kind text, status text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_known text[] := case require_notice_status.kind
    when 'incident' then array['investigating', 'identified', 'monitoring', 'resolved']
    when 'maintenance' then array['scheduled', 'in_progress', 'completed']
  end;
begin
  if not coalesce(require_notice_status.status = any (v_known), false) then
    raise exception using errcode = '22023', message = 'invalid_notice_status',
      detail = case when v_known is null then 'A notice is an incident or maintenance.'
        else format('The status of %s is one of %s.', require_notice_status.kind, array_to_string(v_known, ', ')) end,
      hint = 'Leave p_status out for the first one.';
  end if;
end
$$;
comment on function private.require_notice_status(text, text) is 'Throws unless notices of this kind have this status.';
revoke all on function private.require_notice_status(text, text) from public, anon, authenticated, service_role;
grant execute on function private.require_notice_status(text, text) to authenticated, service_role;

-- Posts an incident or maintenance with its first words; returns its id. The status is investigating or scheduled when it is left out.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: status_page_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_notice_status, unknown_component, maintenance_without_end (22023), too_many_notices (409).
create or replace function public.post_status_notice(
  p_page_id uuid, p_kind text, p_title text, p_body text, p_status text default null, p_impact text default 'none',
  p_components text[] default '{}', p_starts_at timestamptz default null, p_ends_at timestamptz default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_status text := coalesce(p_status, case p_kind when 'incident' then 'investigating' else 'scheduled' end);
  v_id uuid;
begin
  perform private.require_status_editor(p_page_id);
  perform private.require_notice_status(p_kind, v_status);
  -- It would last until somebody remembers it.
  if v_status = 'scheduled' and p_ends_at is null then
    raise exception using errcode = '22023', message = 'maintenance_without_end',
      detail = 'Scheduled maintenance begins and ends by itself, and must say when.', hint = 'Pass p_ends_at, or in_progress as p_status.';
  end if;
  insert into public.status_page_notices (page_id, kind, title, status, impact, components, starts_at, ends_at)
  values (
    p_page_id, p_kind, btrim(p_title), v_status, coalesce(p_impact, 'none'), coalesce(p_components, '{}'), coalesce(p_starts_at, now()),
    p_ends_at
  )
  returning id into v_id;
  insert into public.status_page_updates (notice_id, status, body) values (v_id, v_status, btrim(p_body));
  return v_id;
end
$$;
comment on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz) is
  'Posts an incident or maintenance on a status page; returns its id.';
revoke all on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.post_status_notice(uuid, text, text, text, text, text, text[], timestamptz, timestamptz)
  to authenticated, service_role;

-- Adds words to a notice, and gives it a status; without one it keeps its own. p_ends_at moves the end of maintenance.
-- API: who may change the page, the service role. Runs as the caller, under row level security. Errors: notice_not_found (404),
-- not_an_editor_of_the_page (42501), invalid_notice_status (22023), too_many_updates (409).
create or replace function public.update_status_notice(
  p_notice_id uuid, p_body text, p_status text default null, p_ends_at timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_notice public.status_page_notices;
begin
  select n.* into v_notice from public.status_page_notices n where n.id = p_notice_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'notice_not_found',
      detail = 'There is no notice with this id.', hint = 'See: select id, title from status_page_notices;';
  end if;
  perform private.require_status_editor(v_notice.page_id);
  perform private.require_notice_status(v_notice.kind, coalesce(p_status, v_notice.status));
  if p_ends_at is not null then
    update public.status_page_notices n set ends_at = p_ends_at where n.id = p_notice_id;
  end if;
  insert into public.status_page_updates (notice_id, status, body)
  values (p_notice_id, coalesce(p_status, v_notice.status), btrim(p_body));
end
$$;
comment on function public.update_status_notice(uuid, text, text, timestamptz) is 'Adds words to a notice, and gives it a status.';
revoke all on function public.update_status_notice(uuid, text, text, timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.update_status_notice(uuid, text, text, timestamptz) to authenticated, service_role;

-- Deletes notices that ended before alerts_retention ago, with their updates: history is bounded. Returns how many.
-- API: private. Called by: prune_history.
create or replace function private.prune_status_notices(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from public.status_page_notices n
  where n.ends_at < prune_status_notices.now_at - private.get_interval_setting('alerts_retention')
    and private.notice_status(n.status, n.starts_at, n.ends_at, prune_status_notices.now_at) in ('resolved', 'completed');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function private.prune_status_notices(timestamptz) is 'Deletes notices that ended longer ago than alerts are kept; returns how many.';
revoke all on function private.prune_status_notices(timestamptz) from public, anon, authenticated, service_role;
