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
as $$
declare
  v_wanted uuid[];
  v_known uuid[];
  v_recorded integer;
  v_errors jsonb;
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

  select array_agg(distinct (e.heartbeat ->> 't_uuid')::uuid) into v_wanted
  from jsonb_array_elements(record_mesh_heartbeats.heartbeats) e(heartbeat)
  where case when jsonb_typeof(e.heartbeat) = 'object'
    then e.heartbeat ->> 't_uuid' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' end;
  with known as (
    select t.id from public.tetrahedrons t where t.id = any (v_wanted) order by t.id for no key update
  )
  select coalesce(array_agg(k.id), '{}') into v_known from known k;

  with elements as materialized (
    select e.position - 1 as index, e.heartbeat,
      case when e.heartbeat ->> 't_uuid' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then (e.heartbeat ->> 't_uuid')::uuid end as tetrahedron_id,
      case when jsonb_typeof(e.heartbeat -> 'src') = 'string' then btrim(e.heartbeat ->> 'src', E' \t\r\n') end as source,
      coalesce(nullif(e.heartbeat -> 'payload', 'null'), '{}') as payload
    from jsonb_array_elements(record_mesh_heartbeats.heartbeats) with ordinality e(heartbeat, position)
  ),
  judged as materialized (
    select e.*, case
      when jsonb_typeof(e.heartbeat) <> 'object' then 'invalid_heartbeat'
      when e.tetrahedron_id is null then 'invalid_t_uuid'
      when coalesce(char_length(e.source), 0) not between 1 and 200 or e.source ~ '[[:cntrl:]]' then 'invalid_source'
      when octet_length(e.payload::text) > 10240 then 'invalid_payload'
      when k.id is null then 'tetrahedron_not_found'
    end as problem
    from elements e
    left join unnest(v_known) k(id) on k.id = e.tetrahedron_id
  ),
  counted as (
    update public.tetrahedrons t
    set last_heartbeat_at = case
          when t.last_heartbeat_at > now() and t.last_heartbeat_at <= clock_timestamp() then t.last_heartbeat_at
          else now()
        end,
        heartbeat_count = t.heartbeat_count + j.count
    from (select g.tetrahedron_id, count(*) as count from judged g where g.problem is null group by 1) j
    where t.id = j.tetrahedron_id
    returning t.id
  ),
  stored as (
    insert into public.mesh_heartbeats (tetrahedron_id, source, payload)
    select j.tetrahedron_id, j.source, j.payload from judged j where j.problem is null order by j.index
  )
  select (select count(*) from judged j where j.problem is null), (select array_agg(c.id) from counted c), (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'index', j.index,
          'code', case j.problem when 'tetrahedron_not_found' then 'PT404' else '22023' end,
          'message', j.problem,
          'detail', case j.problem
            when 'invalid_heartbeat' then 'A heartbeat is an object.'
            when 'invalid_t_uuid' then 't_uuid is the id of a tetrahedron.'
            when 'invalid_source' then 'A source has 1 to 200 characters after trimming, and no control characters.'
            when 'invalid_payload' then 'A payload is JSON of at most 10 kB (10240 bytes as text).'
            else 'There is no tetrahedron with this id.'
          end
        ) order by j.index
      ), '[]')
      from judged j
      where j.problem is not null
    )
  into v_recorded, v_known, v_errors;

  perform private.follow_heartbeats(v_known);
  return jsonb_build_object('recorded', v_recorded, 'errors', v_errors);
end
$$;
comment on function public.record_mesh_heartbeats(jsonb) is
  'Records a batch of heartbeats of tetrahedrons; reports bad elements by index. Service role and app_service only.';
revoke all on function public.record_mesh_heartbeats(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_mesh_heartbeats(jsonb) to service_role, app_service;
