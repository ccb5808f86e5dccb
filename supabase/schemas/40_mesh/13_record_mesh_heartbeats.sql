-- Records a batch of heartbeats from a gateway: an array of {"t_uuid", "src", "payload"}, at most 10,000. Good elements are
-- stored whatever is wrong with others, and each bad one is reported by its index.
-- Returns {"recorded": count, "errors": [{"index", "code", "message", "detail"}]}.
-- Rows are locked in the order of their ids, so that two gateways with overlapping batches never deadlock.
-- API: service role, app_service. Errors: invalid_batch (22023, HTTP 400).
-- SECURITY DEFINER: the caller may record heartbeats without being allowed to write last_heartbeat_at, or alerts.
create or replace function public.record_mesh_heartbeats(heartbeats jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
-- For any batch: a plan for the arrays at hand would take longer to make than it saves, and may read tables whole.
set plan_cache_mode = force_generic_plan
as $$
declare
  -- Of the elements that are well formed, side by side.
  v_indexes integer[];
  v_tetrahedron_ids uuid[];
  v_sources text[];
  v_payloads jsonb[];
  -- Of the others.
  v_bad_indexes integer[];
  v_problems text[];
  v_known uuid[];
  -- Heartbeats of a batch have neighbouring ids, the index in place of the last digits: they go to one page of the index.
  v_id_prefix text := left(gen_random_uuid()::text, 32);
  v_recorded integer;
  v_errors jsonb := '[]'::jsonb;
begin
  if jsonb_typeof(record_mesh_heartbeats.heartbeats) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'invalid_batch',
      detail = 'A batch is a JSON array.',
      hint = 'Pass heartbeats such as [{"t_uuid": "…", "src": "device-abc", "payload": {}}].';
  end if;
  if jsonb_array_length(record_mesh_heartbeats.heartbeats) > 10000 then
    raise exception using errcode = '22023', message = 'invalid_batch',
      detail = format('A batch has at most 10000 heartbeats; this one has %s.', jsonb_array_length(record_mesh_heartbeats.heartbeats)),
      hint = 'Send several batches.';
  end if;

  with elements as materialized (
    select e.position::integer - 1 as index, jsonb_typeof(e.heartbeat) as type, e.heartbeat ->> 't_uuid' as t_uuid,
      case when jsonb_typeof(e.heartbeat -> 'src') = 'string' then btrim(e.heartbeat ->> 'src', E' \t\r\n') end as source,
      coalesce(nullif(e.heartbeat -> 'payload', 'null'), '{}') as payload
    from jsonb_array_elements(record_mesh_heartbeats.heartbeats) with ordinality e(heartbeat, position)
  ),
  judged as materialized (
    select e.index, e.t_uuid, e.source, e.payload, case
      when e.type <> 'object' then 'invalid_heartbeat'
      -- 8-4-4-4-12 hexadecimal digits. One regular expression for all of it would take a fifth of the batch's time.
      when e.t_uuid is null or e.t_uuid not like '________-____-____-____-____________'
        or char_length(replace(e.t_uuid, '-', '')) <> 32 or e.t_uuid ~ '[^0-9A-Fa-f-]' then 'invalid_t_uuid'
      when coalesce(char_length(e.source), 0) not between 1 and 200 or e.source ~ '[[:cntrl:]]' then 'invalid_source'
      when octet_length(e.payload::text) > 10240 then 'invalid_payload'
    end as problem
    from elements e
  )
  select
    array_agg(j.index) filter (where j.problem is null), array_agg(j.t_uuid::uuid) filter (where j.problem is null),
    array_agg(j.source) filter (where j.problem is null), array_agg(j.payload) filter (where j.problem is null),
    array_agg(j.index) filter (where j.problem is not null), array_agg(j.problem) filter (where j.problem is not null)
  into v_indexes, v_tetrahedron_ids, v_sources, v_payloads, v_bad_indexes, v_problems
  from judged j;

  with known as (
    select t.id from public.tetrahedrons t where t.id = any (v_tetrahedron_ids) order by t.id for no key update
  )
  select array_agg(k.id) into v_known from known k;

  insert into public.mesh_heartbeats (id, tetrahedron_id, source, payload)
  select (v_id_prefix || lpad(to_hex(h.index), 4, '0'))::uuid, h.tetrahedron_id, h.source, h.payload
  from unnest(v_indexes, v_tetrahedron_ids, v_sources, v_payloads) h(index, tetrahedron_id, source, payload)
  join unnest(v_known) k(id) on k.id = h.tetrahedron_id;
  get diagnostics v_recorded = row_count;

  update public.tetrahedrons t
  set last_heartbeat_at = case
        when t.last_heartbeat_at > now() and t.last_heartbeat_at <= clock_timestamp() then t.last_heartbeat_at
        else now()
      end,
      heartbeat_count = t.heartbeat_count + h.count
  from (
    select k.id, count(*) as count
    from unnest(v_tetrahedron_ids) h(tetrahedron_id)
    -- Not one that was made since.
    join unnest(v_known) k(id) on k.id = h.tetrahedron_id
    group by k.id
  ) h
  where t.id = h.id;
  perform private.follow_heartbeats(v_known);

  if v_recorded < jsonb_array_length(record_mesh_heartbeats.heartbeats) then
    select jsonb_agg(
      jsonb_build_object(
        'index', e.index,
        'code', case e.problem when 'tetrahedron_not_found' then 'PT404' else '22023' end,
        'message', e.problem,
        'detail', case e.problem
          when 'invalid_heartbeat' then 'A heartbeat is an object.'
          when 'invalid_t_uuid' then 't_uuid is the id of a tetrahedron.'
          when 'invalid_source' then 'A source has 1 to 200 characters after trimming, and no control characters.'
          when 'invalid_payload' then 'A payload is JSON of at most 10 kB (10240 bytes as text).'
          else 'There is no tetrahedron with this id.'
        end
      ) order by e.index
    )
    into v_errors
    from (
      select b.index, b.problem from unnest(v_bad_indexes, v_problems) b(index, problem)
      union all
      select h.index, 'tetrahedron_not_found'
      from unnest(v_indexes, v_tetrahedron_ids) h(index, tetrahedron_id)
      left join unnest(v_known) k(id) on k.id = h.tetrahedron_id
      where k.id is null
    ) e;
  end if;
  return jsonb_build_object('recorded', v_recorded, 'errors', v_errors);
end
$$;
comment on function public.record_mesh_heartbeats(jsonb) is
  'Records a batch of heartbeats of tetrahedrons; reports bad elements by index. Service role and app_service only.';
revoke all on function public.record_mesh_heartbeats(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_mesh_heartbeats(jsonb) to service_role, app_service;
