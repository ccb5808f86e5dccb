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
