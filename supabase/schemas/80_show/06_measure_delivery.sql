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
